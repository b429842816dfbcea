// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How root runs a program that refuses to be run by root, as PostgreSQL does.
///
/// In a user namespace of its own the program is nobody, and root's files seem to be nobody's.
/// Where namespaces are forbidden (most containers), it becomes the real nobody, owns its data
/// folder, and keeps the one right to pass through root's folders.
enum RootShed {
    /// We are not root.
    NONE,
    NAMESPACE,
    NOBODY;

    private static final int NOBODY_ID = 65_534;

    /// What works here.
    static RootShed find() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return NONE;
        }
        return succeeds(List.of("unshare", "-U", "true")) ? NAMESPACE : NOBODY;
    }

    /// The command with what has to stand before it.
    List<String> wrap(List<String> command) {
        var words =
                new ArrayList<>(
                        switch (this) {
                            case NONE -> List.<String>of();
                            case NAMESPACE -> List.of("unshare", "-U");
                            case NOBODY ->
                                    List.of(
                                            "setpriv",
                                            "--reuid=" + NOBODY_ID,
                                            "--regid=" + NOBODY_ID,
                                            "--clear-groups",
                                            // access(2) would otherwise forget the right
                                            "--securebits=+no_setuid_fixup",
                                            "--inh-caps=+dac_override",
                                            "--ambient-caps=+dac_override");
                        });
        words.addAll(command);
        return words;
    }

    /// Gives the folder and what it holds to whom the program runs as.
    void own(Path folder) {
        if (this == NOBODY
                && !succeeds(
                        List.of("chown", "-R", NOBODY_ID + ":" + NOBODY_ID, folder.toString()))) {
            throw new ServerException(
                    "root may not give " + folder + " to nobody; run this as another user");
        }
    }

    private static boolean succeeds(List<String> command) {
        return Command.run(Duration.ofSeconds(20), command).succeeded();
    }
}
