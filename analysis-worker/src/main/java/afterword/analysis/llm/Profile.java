// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// How a kind of provider differs from the others: read from YAML, so that a new one needs no code.
///
/// @param wire where calls go and under which key
/// @param body how a request is written
/// @param errors what its refusals mean
record Profile(String name, Wire wire, Body body, ErrorTable errors) {

    private static final Pattern VERSIONED = Pattern.compile(".*/v\\d+[a-z0-9]*");

    /// Address and key.
    ///
    /// @param path put behind the base address; `{model}` is the model's name
    /// @param afterVersion put behind a base that ends in a version, such as `/v1`
    /// @param authHeader carries the key
    /// @param authValue with `{key}` in it
    record Wire(String path, String afterVersion, String authHeader, String authValue) {}

    /// The body of a request.
    ///
    /// @param rename our name of a parameter → the provider's
    /// @param drop parameters that it does not take
    /// @param add further fields, as they are
    /// @param json modes that it knows, the strictest first
    /// @param streamUsage whether a stream must be asked for its token counts
    record Body(
            Map<String, String> rename,
            Set<String> drop,
            ObjectNode add,
            List<JsonMode> json,
            boolean streamUsage) {

        Body {
            rename = Map.copyOf(rename);
            drop = Set.copyOf(drop);
            json = List.copyOf(json);
        }
    }

    /// Where a model of this provider is called.
    URI uri(URI base, String model) {
        var text = base.toString().replaceAll("/+\\z", "");
        var path = VERSIONED.matcher(text).matches() ? wire.afterVersion() : wire.path();
        return URI.create(text + path.replace("{model}", model));
    }

    /// The headers that carry the key; none where there is no key.
    Map<String, String> headers(String apiKey) {
        return apiKey.isEmpty()
                ? Map.of()
                : Map.of(wire.authHeader(), wire.authValue().replace("{key}", apiKey));
    }
}
