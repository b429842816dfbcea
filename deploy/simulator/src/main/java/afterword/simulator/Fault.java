// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Something that goes wrong with a call. The numbers L-… are those of docs/simulator.md.
public sealed interface Fault permits ReplyFault, ContentFault, WireFault {

    /// The enum's name.
    String name();

    /// Whether a caller that reads carefully gets a complete answer: it counts as paid.
    boolean answers();

    /// Finds a fault by name, in any case, with `-` or `_`.
    ///
    /// @throws IllegalArgumentException listing all names
    static Fault named(String name) {
        var wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return all().stream()
                .filter(fault -> fault.name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unknown fault; known are "
                                        + all().stream().map(Fault::name).toList()));
    }

    /// All faults.
    static List<Fault> all() {
        var all = new ArrayList<Fault>();
        all.addAll(List.of(ReplyFault.values()));
        all.addAll(List.of(ContentFault.values()));
        all.addAll(List.of(WireFault.values()));
        return all;
    }
}
