// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/// The bytes of a request, which are let go of when the call has ended, whoever keeps the request.
/// Thread-safe.
final class RequestBody implements BodyPublisher {

    private final int length;
    private volatile byte[] bytes; // written by letGo

    /// @param bytes not copied; must not be changed afterwards
    RequestBody(byte[] bytes) {
        this.length = bytes.length;
        this.bytes = bytes;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        BodyPublishers.ofByteArray(bytes).subscribe(subscriber);
    }

    /// Nobody sends it any more.
    void letGo() {
        bytes = new byte[0];
    }
}
