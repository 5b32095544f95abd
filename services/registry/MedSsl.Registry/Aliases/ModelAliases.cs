using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Registry.Aliases;

/// <summary>Aliases as a history of changes: each change is a new object, created only if it is absent; the last one counts.</summary>
internal sealed class ModelAliases(IObjectStore store, TimeProvider time)
{
    /// <summary>The version that each alias of a model names.</summary>
    public async Task<SortedDictionary<string, int>> CurrentAsync(string model, CancellationToken cancellationToken)
    {
        var current = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var prefix = ObjectKeys.ModelAliasPrefix(model);
        var newest = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            newest[found.Key[prefix.Length..].Split('/')[0]] = found.Key;
        }

        foreach (var (alias, key) in newest)
        {
            if (await store.ReadJsonAsync<ModelAliasChange>(key, cancellationToken) is { } change)
            {
                current[alias] = change.Version;
            }
        }

        return current;
    }

    public async Task SetAsync(string model, string alias, int version, string changedBy, CancellationToken cancellationToken)
    {
        var changes = await store.ListAsync(ObjectKeys.ModelAliasPrefix(model) + alias + "/", cancellationToken).CountAsync(cancellationToken);
        var change = new ModelAliasChange { Version = version, ChangedBy = changedBy, ChangedAt = time.GetUtcNow() };
        while (!(await store.PutJsonAsync(ObjectKeys.ModelAlias(model, alias, ++changes), change, PutCondition.IfAbsent, cancellationToken)).Created)
        {
            // Somebody else made this change number: ours comes after it.
        }
    }
}
