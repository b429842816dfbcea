// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.AnalysisStatus;
import afterword.contract.Conversation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A ledger in memory that keeps every write in order. Thread-safe.
final class FakeLedger implements Ledger {

    private final List<Write> writes = new ArrayList<>();
    private final List<EarlierCall> earlier = new ArrayList<>();
    private final Set<RunKey> closed = new HashSet<>();
    private @Nullable Conversation conversation = Samples.conversation();
    private Stored answer = Stored.KEPT;
    private Stored parkAnswer = Stored.KEPT;

    synchronized void holds(@Nullable Conversation conversation) {
        this.conversation = conversation;
    }

    /// From now on every fenced write is answered so.
    synchronized void answer(Stored answer) {
        this.answer = answer;
    }

    /// From now on parking is answered so.
    synchronized void parkAnswer(Stored answer) {
        this.parkAnswer = answer;
    }

    synchronized void earlier(EarlierCall call) {
        earlier.add(call);
    }

    @Override
    public synchronized Optional<Conversation> conversation(RunKey key) {
        return Optional.ofNullable(conversation);
    }

    @Override
    public synchronized Map<RunKey, Conversation> conversations(List<RunKey> keys) {
        var found = new HashMap<RunKey, Conversation>();
        keys.forEach(key -> conversation(key).ifPresent(it -> found.put(key, it)));
        return found;
    }

    @Override
    public synchronized List<EarlierCall> calls(RunKey key) {
        return List.copyOf(earlier);
    }

    @Override
    public synchronized Stored write(Write write) {
        if (write instanceof Write.RunEnded run) {
            writes.addAll(run.computed());
        }
        writes.add(write);
        return switch (write) {
            case Write.Called _ -> Stored.KEPT;
            case Write.PartEnded part when part.status() == AnalysisStatus.PARKED -> parkAnswer;
            case Write.PartEnded _, Write.RunEnded _, Write.RunParked _ -> answer;
        };
    }

    @Override
    public CompletableFuture<Stored> offer(Write.PartEnded end) {
        return CompletableFuture.completedFuture(write(end));
    }

    @Override
    public synchronized void note(Write.Called line) {
        writes.add(line);
    }

    @Override
    public synchronized void closeErased(RunKey key) {
        closed.add(key);
    }

    synchronized boolean closedErased(RunKey key) {
        return closed.contains(key);
    }

    /// Everything of one kind, in order.
    synchronized <W extends Write> List<W> all(Class<W> type) {
        return writes.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The last end or parking of a part.
    Write.PartEnded part(String name) {
        return all(Write.PartEnded.class).stream()
                .filter(part -> part.name().equals(name))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("part was not written: " + name));
    }

    /// The journal of a part, as phases.
    List<CallRow.Phase> journal(String name) {
        return all(Write.Called.class).stream()
                .filter(line -> line.row().name().equals(name))
                .map(line -> line.row().phase())
                .toList();
    }
}
