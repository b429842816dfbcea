// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A ledger: each fact is one line of JSON, written at once and never changed. Thread-safe.
///
/// @param <F> a record
public final class LedgerFile<F> implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<F> facts = new ArrayList<>(); // guarded by this
    private final BufferedWriter file; // guarded by this

    /// @param path of the file, which is begun anew
    public LedgerFile(Path path) {
        try {
            Files.createDirectories(path.resolveSibling(""));
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the ledger " + path, e);
        }
    }

    /// Adds a fact.
    public synchronized void add(F fact) {
        facts.add(fact);
        try {
            file.write(JSON.writeValueAsString(fact));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the ledger", e);
        }
    }

    /// All facts so far.
    public synchronized List<F> facts() {
        return List.copyOf(facts);
    }

    /// How many there are.
    public synchronized int size() {
        return facts.size();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the ledger", e);
        }
    }
}
