// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import afterword.contract.Conversation;
import java.util.List;

/// Computed from the results of other analyses of the same run, without a call.
///
/// @param <R> the result
public non-sealed interface DerivedAnalysis<R extends Record> extends JavaAnalysis<R> {

    /// Names of its inputs. All must have succeeded, otherwise it is skipped.
    List<String> from();

    /// Computes the result. Pure and quick; an exception is a bug and fails the part.
    R compute(Conversation conversation, Inputs inputs);
}
