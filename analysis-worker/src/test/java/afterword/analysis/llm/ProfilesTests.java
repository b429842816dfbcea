// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTests {

    private static final Profiles BUILT_IN = Profiles.read(null);

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "compatible, http://127.0.0.1:8099,                http://127.0.0.1:8099/v1/chat/completions",
        "openai,     https://api.openai.com/,              https://api.openai.com/v1/chat/completions",
        "openai,     https://api.openai.com/v1/,           https://api.openai.com/v1/chat/completions",
        "zhipu,      https://open.bigmodel.cn/api/paas/v4, https://open.bigmodel.cn/api/paas/v4/chat/completions",
        "zhipu,      https://api.z.ai,                     https://api.z.ai/api/paas/v4/chat/completions",
        "groq,       https://api.groq.com,                 https://api.groq.com/openai/v1/chat/completions",
        "compatible, https://gateway.example/v1beta,       https://gateway.example/v1beta/chat/completions",
        "azure, https://r.openai.azure.com, https://r.openai.azure.com/openai/deployments/m/chat/completions?api-version=2024-10-21",
        "azure, https://r.openai.azure.com/openai/v1, https://r.openai.azure.com/openai/v1/chat/completions",
        "deepseek, https://api.deepseek.com, https://api.deepseek.com/v1/chat/completions",
        "vllm,     http://gpu:8000,          http://gpu:8000/v1/chat/completions",
        "ollama,   http://gpu:11434,         http://gpu:11434/v1/chat/completions"
    })
    void findsEndpointBelowAnyBase(String profile, URI base, URI endpoint) {
        assertThat(BUILT_IN.named(profile).uri(base, "m")).isEqualTo(endpoint);
    }

    @Test
    void carriesTheKeyAsTheProviderWantsIt() {
        assertThat(BUILT_IN.named("azure").headers("k")).containsEntry("api-key", "k");
        assertThat(BUILT_IN.named("groq").headers("k")).containsEntry("Authorization", "Bearer k");
        assertThat(BUILT_IN.named("ollama").headers("")).isEmpty();
    }

    @Test
    void buildsOnTheCompatibleOne() throws IOException {
        write("own.yaml", "name: own\nwire:\n  auth-header: X-Key\n  auth-value: '{key}'\n");
        var own = Profiles.read(folder).named("own");
        assertThat(own.headers("k")).containsEntry("X-Key", "k");
        assertThat(own.body().json()).hasSize(3);
        assertThat(own.errors().codes()).containsEntry("insufficient_quota", CallClass.QUOTA);
    }

    @Test
    void folderMayReplaceABuiltInOne() throws IOException {
        write("openai.yaml", "name: openai\nbody:\n  drop: [temperature]\n");
        assertThat(Profiles.read(folder).named("openai").body().drop())
                .containsExactly("temperature");
    }

    @ParameterizedTest
    @CsvSource({
        "'name: x\nwire:\n  path: v1\n',                      3, path begins with /",
        "'name: x\nwyre: {}\n',                               2, unknown field wyre",
        "'name: x\n\njson:\n  - json-schema\n  - xml\n',      5, json is json-schema",
        "'name: x\nbody:\n  rename:\n    tokens: t\n',        4, tokens is not sent",
        "'name: x\ncodes:\n  no-such-class: [a]\n',           3, no class of calls",
        "'name: x\nstatuses:\n  quota: [200]\n',              3, a status is 300 to 599",
        "'name: x\nname: y\n',                                2, duplicate key name",
        "'name: X Y\n',                                       1, name is 1 to 32",
        "'name: x\nwire:\n  auth-value: Bearer\n',            3, auth-value contains {key}",
        "'name: x\nbody: [\n',                                3, ''",
        "'- a\n',                                             1, not a mapping",
        "'name: x\nbody: 7\n',                                2, a mapping of fields is wanted"
    })
    void refusesABrokenFileWithItsLine(String text, int line, String reason) throws IOException {
        write("broken.yaml", text.replace("\\n", "\n"));
        assertThatThrownBy(() -> Profiles.read(folder))
                .isInstanceOf(BrokenFile.class)
                .hasMessageContaining("broken.yaml")
                .hasMessageContaining("line " + line + ":")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", ""})
    void namesWhatThereIs(String name) {
        assertThatThrownBy(() -> BUILT_IN.named(name)).hasMessageContaining("ollama");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
