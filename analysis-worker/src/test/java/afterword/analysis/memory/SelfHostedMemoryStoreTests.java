// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import java.net.URI;

class SelfHostedMemoryStoreTests extends MemoryStoreContract {

    @Override
    MemoryStore store(URI base, String apiKey) {
        return new SelfHostedMemoryStore(base, apiKey, http, 1);
    }
}
