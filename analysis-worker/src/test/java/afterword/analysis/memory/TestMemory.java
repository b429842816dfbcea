// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.JsonHttp;
import java.net.URI;

/// A real memory store over HTTP, for tests of other packages.
public final class TestMemory {

    private TestMemory() {}

    /// The self-hosted shape at an address.
    public static MemoryStore at(String base, JsonHttp http) {
        return new SelfHostedMemoryStore(URI.create(base), "", http, 8);
    }

    /// The hosted shape at an address.
    public static MemoryStore hosted(String base, JsonHttp http) {
        return new HostedMemoryStore(URI.create(base), "k", http, 8);
    }
}
