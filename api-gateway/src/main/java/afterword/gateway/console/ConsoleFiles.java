// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.access.Open;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Serves the console's page, styles and scripts. They hold no data, so anyone may have them.
@Controller
final class ConsoleFiles {

    /// Only our own files run; nothing may be made of text: no inline script, no eval, and where
    /// the browser knows trusted types, no HTML from strings at all.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private static final String PAGE = "index.html";
    private static final Pattern FILE = Pattern.compile("[a-z]{1,20}\\.(css|js|svg)");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=UTF-8",
                    "css", "text/css;charset=UTF-8",
                    "js", "text/javascript;charset=UTF-8",
                    "svg", "image/svg+xml;charset=UTF-8");

    private record Kept(byte[] bytes, String tag) {}

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    @Open
    @GetMapping("/console")
    Answer page(HttpServletRequest request) {
        return answer(PAGE, request);
    }

    @Open
    @GetMapping("/console/{file}")
    Answer file(@PathVariable("file") String name, HttpServletRequest request) {
        if (!FILE.matcher(name).matches()) {
            throw notFound();
        }
        return answer(name, request);
    }

    private static Refusal notFound() {
        return Refusal.of(ProblemKind.NOT_FOUND, "The console is /console.");
    }

    /// Asked again at each visit and mostly answered 304, so that a new version is there at once.
    private Answer answer(String name, HttpServletRequest request) {
        var file = kept.computeIfAbsent(name, ConsoleFiles::read);
        boolean known = file.tag().equals(request.getHeader("If-None-Match"));
        return new Answer(
                known ? 304 : 200,
                TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain"),
                Map.of(
                        "Cache-Control",
                        "no-cache",
                        "ETag",
                        file.tag(),
                        "Content-Security-Policy",
                        POLICY),
                known ? new byte[0] : file.bytes());
    }

    private static Kept read(String name) {
        var resource = new ClassPathResource("console/" + name);
        if (!resource.exists()) {
            throw notFound();
        }
        try {
            var bytes = resource.getContentAsByteArray();
            return new Kept(bytes, '"' + digest(bytes) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
