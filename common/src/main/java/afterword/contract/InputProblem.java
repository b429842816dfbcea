// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// What is wrong with one place of an input. Never quotes what people said.
///
/// @param pointer JSON pointer as a URI fragment, such as `#/conversation_logs/3/content`; `#` is
///   the whole document
/// @param detail what is allowed there, in one sentence
/// @param code stable word for programs: `required`, `type`, `pattern`, `range`, `size`, `format`,
///   `conflict`, `json`, `utf8`
public record InputProblem(String pointer, String detail, String code) {}
