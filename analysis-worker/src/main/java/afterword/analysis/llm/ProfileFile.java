// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a provider profile, as written. Unknown fields are refused; what is left out is
/// null, and as in the profile that it builds on.
record ProfileFile(
        @JsonProperty(required = true) String name,
        @Nullable WireText wire,
        @Nullable BodyText body,
        @Nullable List<String> json,
        @Nullable Map<String, List<String>> codes,
        @Nullable Map<String, List<String>> words,
        @Nullable Map<String, List<String>> statuses) {

    /// @param pathAfterVersion put behind a base address that ends in a version
    record WireText(
            @Nullable String path,
            @Nullable String pathAfterVersion,
            @Nullable String authHeader,
            @Nullable String authValue) {

        static final WireText NONE = new WireText(null, null, null, null);
    }

    record BodyText(
            @Nullable Map<String, String> rename,
            @Nullable List<String> drop,
            @Nullable ObjectNode add,
            @Nullable Boolean streamUsage) {

        static final BodyText NONE = new BodyText(null, null, null, null);
    }
}
