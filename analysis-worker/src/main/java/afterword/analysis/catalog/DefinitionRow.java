// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;

/// A row of `analysis.definition`; written by [DefinitionRows#insert], never changed.
@Entity
@Table(schema = "analysis", name = "definition")
class DefinitionRow {

    @EmbeddedId private Key key;
    private String hash;
    private String content;

    /// For JPA.
    protected DefinitionRow() {}

    Definition definition() {
        return new Definition(new Pin(key.name(), key.version(), hash), content);
    }

    @Embeddable
    record Key(String name, int version) implements Serializable {}
}
