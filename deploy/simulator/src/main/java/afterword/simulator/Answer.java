// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

/// What the model says.
///
/// @param content the message; a JSON text where a schema was given
/// @param finish `stop`, `length` or `content_filter`
record Answer(String content, String finish) {

    /// Answers by rule.
    static Answer to(ChatCall call) {
        return new Answer(content(call), "stop").cut(call.shape().mostTokens());
    }

    private static String content(ChatCall call) {
        var findings = Findings.of(call.transcript());
        var schema = call.schema();
        if (schema == null) {
            return "A conversation of "
                    + call.transcript().turns().size()
                    + " turns with "
                    + findings.questions().size()
                    + " questions; the mood is "
                    + findings.emotion()
                    + ".";
        }
        return Json.text(new SchemaFiller(schema, call.transcript(), findings).fill());
    }

    /// Ends in the middle when it is longer than allowed, as a model does.
    ///
    /// @param mostTokens 0 for no limit
    Answer cut(int mostTokens) {
        if (mostTokens == 0 || tokens() <= mostTokens) {
            return this;
        }
        int points = Math.min(mostTokens * 4, content.codePointCount(0, content.length()));
        return new Answer(content.substring(0, content.offsetByCodePoints(0, points)), "length");
    }

    /// The same with other words.
    Answer saying(String other) {
        return new Answer(other, finish);
    }

    /// The same with another finish reason.
    Answer finished(String reason) {
        return new Answer(content, reason);
    }

    /// Estimated tokens: a quarter of the characters, at least 1.
    int tokens() {
        return Math.max(1, content.length() / 4);
    }
}
