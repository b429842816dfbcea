// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

/// Asks a model, and takes the answer only where it fits the record.
///
/// The schema says types, bounds and enumerations; what it cannot say (one field against another),
/// the record's constructor says by an [IllegalArgumentException]: such an answer counts as
/// invalid.
///
/// @param <R> the answer
public non-sealed interface PromptedAnalysis<R extends Record> extends JavaAnalysis<R> {

    /// What the model is to do. The fence, the schema and the rule that the conversation is data
    /// are added to it.
    String instruction();

    /// The last line, behind the conversation.
    default String question() {
        return "Answer now.";
    }

    /// How and about what it is asked.
    default Asking asking() {
        return Asking.DEFAULT;
    }

    /// A valid answer as it is stored: counted, sorted, rounded. Pure and quick.
    default R finished(R answer) {
        return answer;
    }
}
