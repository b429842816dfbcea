// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

/// How a model is told to answer with JSON, from the strictest to the plainest. Whatever it is, the
/// answer is validated here.
enum JsonMode {
    /// `response_format` with the schema: the provider holds the model to it.
    JSON_SCHEMA,
    /// `response_format` for any JSON object; the schema stands in the prompt.
    JSON_OBJECT,
    /// Nothing but the prompt, with the schema in it.
    PROMPT
}
