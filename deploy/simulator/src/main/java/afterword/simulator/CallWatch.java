// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

/// Hears of every call when it comes and when it ends, for a ledger kept beside the counters.
/// Called from the threads that serve the calls.
public interface CallWatch {

    /// A call has come in.
    void began(Call call);

    /// A call has ended.
    ///
    /// @param answered whether a good reply was made: what a provider puts on the bill
    /// @param fault that was injected; empty for none
    void ended(Call call, boolean answered, String fault);

    /// A call.
    ///
    /// @param number unlike that of any other call of this simulator
    /// @param path as it was asked for; a caller that gets a base path of its own is known by it
    /// @param key what the caller sent as `Idempotency-Key`; empty for none
    record Call(long number, String path, String key, String model, String part) {}

    /// Hears nothing.
    static CallWatch none() {
        return new CallWatch() {
            @Override
            public void began(Call call) {
                // nobody looks
            }

            @Override
            public void ended(Call call, boolean answered, String fault) {
                // nobody looks
            }
        };
    }
}
