// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The table `analysis.definition`.
interface DefinitionRows extends Repository<DefinitionRow, DefinitionRow.Key> {

    Optional<DefinitionRow> findById(DefinitionRow.Key key);

    /// Two instances may start at once: the first one's text stays.
    @Modifying
    @Query(
            nativeQuery = true,
            value =
                    """
                    insert into analysis.definition (name, version, hash, content)
                    values (:name, :version, :hash, :content) on conflict do nothing
                    """)
    void insert(String name, int version, String hash, String content);
}
