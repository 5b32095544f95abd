using System.Text.Json;

namespace MedSsl.ObjectStorage;

/// <summary>JSON objects in a store.</summary>
public static class ObjectStoreJson
{
    private const string MediaType = "application/json";

    /// <summary>Stores <paramref name="value"/> as JSON.</summary>
    public static async Task<PutResult> PutJsonAsync<T>(
        this IObjectStore store,
        string key,
        T value,
        PutCondition condition,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, Json.Options), writable: false);
        return await store.PutAsync(key, content, MediaType, condition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The object at <paramref name="key"/>; null when it is absent. What is no JSON of a <typeparamref name="T"/> is an
    /// <see cref="ObjectIntegrityException"/> that names the key.
    /// </summary>
    public static async Task<T?> ReadJsonAsync<T>(this IObjectStore store, string key, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync<T>(stream, Json.Options, cancellationToken).ConfigureAwait(false)
                    ?? throw NotJson(store, key, typeof(T), "it holds null");
            }
            catch (JsonException fault)
            {
                // The path and position only: the text itself may hold what a log must not.
                throw NotJson(store, key, typeof(T), $"at {fault.Path ?? "$"}, line {fault.LineNumber}, byte {fault.BytePositionInLine}");
            }
        }
    }

    private static ObjectIntegrityException NotJson(IObjectStore store, string key, Type type, string where) =>
        new($"The object {store.Bucket}/{key} is not the JSON of a {type.Name}: {where}.");
}
