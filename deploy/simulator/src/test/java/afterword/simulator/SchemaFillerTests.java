// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaFillerTests {

    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final String TALK =
            "1. [BOT]: Hi\n2. [USER]: I am Anna, is delivery late? Why?\n3. [USER]: I love tea.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                Chat.QUESTIONS,
                Chat.EMOTION,
                Chat.MEMORIES,
                """
                {"type":"object","required":["topic","score","late","tags"],"additionalProperties":false,
                 "properties":{"topic":{"enum":["billing","delivery","other"]},
                  "score":{"type":"integer","minimum":7,"maximum":9},"late":{"type":"boolean"},
                  "tags":{"type":"array","minItems":3,"uniqueItems":true,"items":{"type":"string"}},
                  "optional":{"type":"string"}}}\
                """,
                """
                {"type":"object","required":["a","b","c","d","e"],"properties":{
                  "a":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/deep"}]},
                  "b":{"type":["null","number"],"exclusiveMinimum":0,"exclusiveMaximum":1},
                  "c":{"const":"fixed"},"d":{"type":"string","minLength":200,"maxLength":210},
                  "e":{"type":"number","multipleOf":0.5,"minimum":0.7}},
                 "$defs":{"deep":{"type":"object","required":["x"],"properties":{
                  "x":{"type":"array","items":{"type":"integer"}}}}}}\
                """,
                """
                {"type":"object","required":["when","who","questions","memories","session_emotion"],
                 "properties":{"when":{"type":"string","format":"date-time"},
                  "who":{"type":"string","maxLength":3},"questions":{"type":"array","maxItems":1,
                   "items":{"type":"string"}},"memories":{"type":"array","items":{"type":"string"}},
                  "session_emotion":{"type":"string","enum":["calm","cross"]}}}\
                """,
                """
                {"type":"object","required":["memories","questions"],"properties":{
                  "memories":{"type":"integer"},"questions":{"type":"array","items":{"type":"object",
                   "required":["topic"],"properties":{"topic":{"type":"string"}}}}}}\
                """
            })
    void whatItFillsIsValid(String schema) {
        var transcript = Transcript.of(List.of(new Transcript.Message("user", TALK)));
        var filled =
                new SchemaFiller(Json.read(schema), transcript, Findings.of(transcript)).fill();

        assertThat(SCHEMAS.getSchema(schema).validate(filled)).as(Json.text(filled)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Why not?",
                "为什么",
                "你好吗",
                "これは何ですか",
                "Warum ist das so",
                "¿Dónde está?",
                "لماذا؟",
                "what time is it",
                "pourquoi pas",
                "왜요"
            })
    void knowsQuestionsInSeveralLanguages(String said) {
        assertThat(Findings.of(said(said)).questions()).containsExactly(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"What a day!", "When I was young I ran.", "Hello.", "", "好的。"})
    void leavesOtherSentencesAlone(String said) {
        assertThat(Findings.of(said(said)).questions()).isEmpty();
    }

    private static Transcript said(String text) {
        return Transcript.of(List.of(new Transcript.Message("user", "1. [USER]: " + text)));
    }
}
