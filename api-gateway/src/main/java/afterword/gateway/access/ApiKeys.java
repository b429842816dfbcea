// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.contract.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The configured API keys, of which only SHA-256 hashes are known here.
///
/// A key is 32 random bytes or more (`openssl rand -hex 32`), so a plain hash needs no salt and no
/// slow function. Two keys of one tenant allow rotation. Thread-safe.
final class ApiKeys {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private record Key(byte[] hash, Caller caller) {}

    private final List<Key> keys;

    private ApiKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /// Reads `id:sha256hex:scope+scope:tenant,…`.
    ///
    /// @throws IllegalArgumentException naming the place by number, never its content
    static ApiKeys parse(String text) {
        var keys = new ArrayList<Key>();
        var ids = new HashSet<String>();
        var entries = text.isBlank() ? new String[0] : text.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            var key = key(entries[i].strip().split(":", -1), i + 1);
            if (!ids.add(key.caller().keyId())) {
                throw wrong(i + 1, "the id of another");
            }
            keys.add(key);
        }
        return new ApiKeys(keys);
    }

    private static Key key(String[] parts, int number) {
        if (parts.length != 4) {
            throw wrong(number, "not the form id:sha256hex:scope+scope:tenant");
        }
        if (!ID.matcher(parts[0]).matches()) {
            throw wrong(number, "an id other than 1 to 64 of [A-Za-z0-9_-]");
        }
        if (!SHA_256.matcher(parts[1]).matches()) {
            throw wrong(number, "a hash other than 64 hexadecimal digits");
        }
        var hash = HexFormat.of().parseHex(parts[1]);
        return new Key(
                hash, new Caller(parts[0], tenant(parts[3], number), scopes(parts[2], number)));
    }

    private static Tenant tenant(String name, int number) {
        try {
            return new Tenant(name);
        } catch (IllegalArgumentException _) {
            throw wrong(number, "a tenant other than 1 to 64 of [A-Za-z0-9._-]");
        }
    }

    private static Set<Scope> scopes(String text, int number) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (var name : text.split("\\+", -1)) {
            try {
                scopes.add(Scope.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw wrong(number, "a scope other than ingest, read, admin");
            }
        }
        return scopes;
    }

    private static IllegalArgumentException wrong(int number, String what) {
        return new IllegalArgumentException("AFTERWORD_API_KEYS: key " + number + " has " + what);
    }

    /// Whose key it is. Takes the same time for every wrong key.
    ///
    /// @param presented as it came; may be absent
    Optional<Caller> caller(@Nullable String presented) {
        if (keys.isEmpty()) {
            return Optional.of(Caller.ANYONE);
        }
        var hash = sha256(presented == null ? "" : presented);
        @Nullable Caller found = null;
        for (var key : keys) {
            if (MessageDigest.isEqual(key.hash(), hash)) {
                found = key.caller();
            }
        }
        return presented == null ? Optional.empty() : Optional.ofNullable(found);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
