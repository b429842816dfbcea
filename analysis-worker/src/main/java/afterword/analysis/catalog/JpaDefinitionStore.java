// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.persistence.StoreGate;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Definitions in the database, so that any worker finishes any run.
final class JpaDefinitionStore implements DefinitionStore {

    private final DefinitionRows rows;
    private final TransactionTemplate transactions;
    private final StoreGate store;

    JpaDefinitionStore(DefinitionRows rows, TransactionTemplate transactions, StoreGate store) {
        this.rows = rows;
        this.transactions = transactions;
        this.store = store;
    }

    @Override
    public boolean keep(Definition definition) {
        var pin = definition.pin();
        var kept =
                transactions.execute(_ -> {
                    rows.insert(pin.name(), pin.version(), pin.hash(), definition.content());
                    return find(pin.name(), pin.version());
                });
        return kept != null && kept.map(it -> it.pin().equals(pin)).orElse(false);
    }

    @Override
    public Optional<Definition> find(Pin pin) throws InterruptedException {
        return store.pass("reading a definition", () -> find(pin.name(), pin.version()))
                .filter(it -> it.pin().equals(pin));
    }

    private Optional<Definition> find(String name, int version) {
        return rows.findById(new DefinitionRow.Key(name, version)).map(DefinitionRow::definition);
    }
}
