// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.docs;

import afterword.gateway.access.Open;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Serves `openapi.yaml`, the same as JSON, and a page that shows it. Everything comes from this
/// process; the page works offline.
@Controller
final class DocsController {

    /// The page's scripts are files of our own; Swagger UI sets styles on elements.
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> FILES =
            Map.of(
                    "swagger-ui.css", "text/css",
                    "docs.css", "text/css",
                    "swagger-ui-bundle.js", "text/javascript",
                    "docs.js", "text/javascript");

    private final Documents documents;

    DocsController(Documents documents) {
        this.documents = documents;
    }

    @Open
    @GetMapping("/openapi.yaml")
    Answer yaml() {
        return new Answer(200, "application/yaml", Map.of(), documents.yaml());
    }

    @Open
    @GetMapping("/openapi.json")
    Answer json() {
        return Answer.json(200, documents.json());
    }

    @Open
    @GetMapping("/docs")
    Answer page() {
        return new Answer(
                200,
                "text/html;charset=UTF-8",
                Map.of("Content-Security-Policy", PAGE_POLICY),
                documents.file("index.html"));
    }

    @Open
    @GetMapping("/docs/{file}")
    Answer file(@PathVariable("file") String name) {
        var type = FILES.get(name);
        if (type == null) {
            throw Refusal.of(ProblemKind.NOT_FOUND, "The page is /docs.");
        }
        return new Answer(
                200,
                type + ";charset=UTF-8",
                Map.of("Cache-Control", "public, max-age=3600"),
                documents.file(name));
    }
}
