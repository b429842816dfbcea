// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.contract.EventId;
import afterword.contract.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs and checks receipts: `kid.time.HMAC-SHA256(tenant, id, time)`, time in epoch ms, the code
/// as base64url without padding.
///
/// A receipt proves that some gateway promised an event, so that a GET may answer `ACCEPTED` before
/// the event is stored. It opens nothing else. Thread-safe.
public final class Receipts {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{1,32})\\.([0-9]{1,15})\\.([A-Za-z0-9_-]{43})");
    private static final int SHORTEST_SECRET = 16;

    /// How far the clock of another instance may be ahead.
    private static final Duration SKEW = Duration.ofMinutes(5);

    /// The documented development key: used on loopback only, where no keys are configured.
    private static final String DEVELOPMENT = "dev:afterword-development-receipt-key";

    private record Key(String kid, Mac prototype) {}

    private final List<Key> keys;
    private final Duration validity;
    private final InstantSource clock;

    private Receipts(List<Key> keys, Duration validity, InstantSource clock) {
        this.keys = List.copyOf(keys);
        this.validity = validity;
        this.clock = clock;
    }

    /// Reads `kid:secret,…`; the first signs, all verify.
    ///
    /// @param loopbackOnly whether the development key may stand in for no keys
    /// @throws IllegalArgumentException naming the place by number, never its content
    static Receipts parse(AccessSettings settings, boolean loopbackOnly, InstantSource clock) {
        var text = settings.receiptKeys();
        if (text.isBlank()) {
            if (!loopbackOnly) {
                throw new IllegalArgumentException(
                        "AFTERWORD_RECEIPT_KEYS is required where other machines can reach this"
                                + " service (docs/security.md)");
            }
            text = DEVELOPMENT;
        }
        return new Receipts(keys(text), settings.receiptValidity(), clock);
    }

    private static List<Key> keys(String text) {
        var keys = new ArrayList<Key>();
        var kids = new HashSet<String>();
        var entries = text.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            var entry = entries[i].strip();
            int colon = entry.indexOf(':');
            var kid = entry.substring(0, Math.max(colon, 0));
            var secret = entry.substring(colon + 1);
            if (!KID.matcher(kid).matches()
                    || !kids.add(kid)
                    || secret.length() < SHORTEST_SECRET) {
                throw new IllegalArgumentException(
                        "AFTERWORD_RECEIPT_KEYS: key "
                                + (i + 1)
                                + " is not kid:secret with a kid of its own, 1 to 32 of"
                                + " [A-Za-z0-9_-], and a secret of at least "
                                + SHORTEST_SECRET
                                + " characters");
            }
            keys.add(new Key(kid, mac(secret)));
        }
        return keys;
    }

    private static Mac mac(String secret) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /// A receipt for an event promised at a time.
    public String sign(Tenant tenant, EventId id, Instant accepted) {
        var key = keys.getFirst();
        long millis = accepted.toEpochMilli();
        return key.kid() + "." + millis + "." + code(key, tenant, id, millis);
    }

    /// When the event was promised, if the receipt is ours, for this event, and not too old.
    ///
    /// @param receipt as it came; may be absent or anything
    public Optional<Instant> accepted(Tenant tenant, EventId id, @Nullable String receipt) {
        var form = FORM.matcher(receipt == null ? "" : receipt);
        if (!form.matches()) {
            return Optional.empty();
        }
        long millis = Long.parseLong(form.group(2));
        var accepted = Instant.ofEpochMilli(millis);
        var now = clock.instant();
        if (accepted.isAfter(now.plus(SKEW)) || accepted.isBefore(now.minus(validity))) {
            return Optional.empty();
        }
        return keys.stream()
                .filter(key -> key.kid().equals(form.group(1)))
                .filter(key -> same(code(key, tenant, id, millis), form.group(3)))
                .map(_ -> accepted)
                .findAny();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    /// No part can hold the separator: a tenant has no line break, an id is hexadecimal.
    private static String code(Key key, Tenant tenant, EventId id, long millis) {
        var text = tenant.name() + "\n" + id + "\n" + millis;
        var bytes = copy(key.prototype()).doFinal(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// A Mac is no thread's but its own; a copy costs less than a new one with its key schedule.
    private static Mac copy(Mac prototype) {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HMAC can be copied", e);
        }
    }
}
