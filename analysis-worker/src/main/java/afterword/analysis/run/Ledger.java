// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.Conversation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a visit reads and writes. Thread-safe.
interface Ledger {

    /// The conversation of a run; empty when it is there no more.
    Optional<Conversation> conversation(RunKey key) throws InterruptedException;

    /// The conversations of many runs at once, as far as they are there.
    Map<RunKey, Conversation> conversations(List<RunKey> keys) throws InterruptedException;

    /// The journal of a run, in the order of the calls.
    List<EarlierCall> calls(RunKey key) throws InterruptedException;

    /// Stores and waits for the commit, as long as the store is away.
    Stored write(Write write) throws InterruptedException;

    /// Hands the end of a part over without waiting for its commit; it is stored before whatever
    /// the caller hands over later.
    CompletableFuture<Stored> offer(Write.PartEnded end) throws InterruptedException;

    /// Stores without waiting; what is not committed when the process dies is lost.
    void note(Write.Called line);

    /// Ends a run whose event was erased, so that nobody takes it up again.
    void closeErased(RunKey key) throws InterruptedException;
}
