using System.Runtime.CompilerServices;
using System.Text.Json;
using MedSsl.Contracts;

namespace MedSsl.ObjectStorage;

/// <summary>Whole objects and their references in one call.</summary>
public static class ObjectStoreQueries
{
    /// <summary>The whole content; null when the object is absent.</summary>
    public static async Task<byte[]?> ReadAllAsync(this IObjectStore store, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var stream = await store.OpenReadAsync(key, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    /// <summary>A JSON object with its reference; null when it is absent.</summary>
    public static async Task<(T Value, ObjectRef Reference)?> ReadJsonWithReferenceAsync<T>(this IObjectStore store, string key, CancellationToken cancellationToken)
        where T : class
    {
        if (await store.ReadAllAsync(key, cancellationToken) is not { } content || JsonSerializer.Deserialize<T>(content, Json.Options) is not { } value)
        {
            return null;
        }

        var reference = new ObjectRef { Bucket = store.Bucket, Key = key, Sha256 = Sha256Digest.Of(content), Bytes = content.Length, MediaType = "application/json" };
        return (value, reference);
    }

    /// <summary>The JSON object that a reference promises. Absent or other content is an <see cref="ObjectIntegrityException"/>.</summary>
    public static async Task<T> ReadVerifiedJsonAsync<T>(this IObjectStore store, ObjectRef reference, CancellationToken cancellationToken)
        where T : class =>
        JsonSerializer.Deserialize<T>(await store.ReadVerifiedAsync(reference, cancellationToken), Json.Options)
        ?? throw new ObjectIntegrityException($"{reference.Key} holds null instead of {typeof(T).Name}");

    /// <summary>Every JSON object below a prefix, in ordinal order of their keys.</summary>
    public static IAsyncEnumerable<T> ListJsonAsync<T>(this IObjectStore store, string prefix, CancellationToken cancellationToken)
        where T : class => store.ListJsonAsync<T>(prefix, _ => true, cancellationToken);

    /// <summary>Every JSON object below a prefix whose key <paramref name="isWanted"/> takes, in ordinal order of their keys.</summary>
    public static async IAsyncEnumerable<T> ListJsonAsync<T>(this IObjectStore store, string prefix, Func<string, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(isWanted);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            if (isWanted(found.Key) && await store.ReadJsonAsync<T>(found.Key, cancellationToken) is { } value)
            {
                yield return value;
            }
        }
    }
}
