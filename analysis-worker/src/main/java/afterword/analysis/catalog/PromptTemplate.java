// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

/// The words around a transcript.
///
/// @param system what the model is to do
/// @param user holds `{{transcript}}` once, and `{{boundary}}` wherever the fence is to stand
public record PromptTemplate(String system, String user) {

    private static final String TRANSCRIPT = "{{transcript}}";
    private static final String BOUNDARY = "{{boundary}}";

    public PromptTemplate {
        int first = user.indexOf(TRANSCRIPT);
        if (first < 0 || first != user.lastIndexOf(TRANSCRIPT)) {
            throw new IllegalArgumentException("prompt.user holds {{transcript}} exactly once");
        }
        if (!user.contains(BOUNDARY)) {
            throw new IllegalArgumentException("prompt.user fences the transcript by {{boundary}}");
        }
    }

    /// The user message for one transcript. Placeholders in the transcript stay as they are.
    public String render(String boundary, String transcript) {
        int at = user.indexOf(TRANSCRIPT);
        return user.substring(0, at).replace(BOUNDARY, boundary)
                + transcript
                + user.substring(at + TRANSCRIPT.length()).replace(BOUNDARY, boundary);
    }
}
