// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.docs;

import afterword.contract.ContractJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The files of the description, read when first asked for and then kept. Thread-safe.
@Component
final class Documents {

    private static final String SWAGGER_UI = "classpath*:/META-INF/resources/webjars/swagger-ui/*/";

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    /// The document as it was written.
    byte[] yaml() {
        return kept.computeIfAbsent("openapi.yaml", Documents::read);
    }

    /// The document as JSON.
    byte[] json() {
        var text = new String(yaml(), StandardCharsets.UTF_8);
        return kept.computeIfAbsent(
                "openapi.json",
                _ -> {
                    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
                    return ContractJson.mapper().writeValueAsBytes(tree);
                });
    }

    /// A file of the page, ours or Swagger UI's.
    byte[] file(String name) {
        return kept.computeIfAbsent(
                "docs/" + name,
                path -> name.startsWith("swagger-ui") ? swaggerUi(name) : read(path));
    }

    private static byte[] read(String path) {
        try {
            return new ClassPathResource(path).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The WebJar's folder is named after its version.
    private static byte[] swaggerUi(String name) {
        try {
            var found = new PathMatchingResourcePatternResolver().getResources(SWAGGER_UI + name);
            if (found.length == 0) {
                throw new IllegalStateException("no Swagger UI on the class path: " + name);
            }
            return found[0].getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
