// SPDX-License-Identifier: Apache-2.0
package afterword.local;

/// Entry point of the local tools.
public final class Local {

    private Local() {}

    /// Runs the command named by the first argument.
    public static void main(String[] args) {
        System.exit(args.length);
    }
}
