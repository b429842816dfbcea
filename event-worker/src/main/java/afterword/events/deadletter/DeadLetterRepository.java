// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/// Reads dead letters. There is no way to insert one but [DeadLetters#bury].
interface DeadLetterRepository extends Repository<DeadLetter, Long> {

    /// The newest first.
    List<DeadLetter> findByOrderByIdDesc(Limit limit);

    long count();
}
