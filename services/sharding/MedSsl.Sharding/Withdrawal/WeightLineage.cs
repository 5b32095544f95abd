using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>How the influence of images goes from run to run: a run makes versions of models, and others begin with their weights.</summary>
internal sealed class WeightLineage
{
    private readonly List<ModelVersionRecord> versions;

    private WeightLineage(List<AcceptedRun> runs, List<ModelVersionRecord> versions) => (Runs, this.versions) = (runs, versions);

    /// <summary>All runs that were accepted.</summary>
    public IReadOnlyList<AcceptedRun> Runs { get; }

    /// <summary>Reads the runs and models that there are.</summary>
    public static async Task<WeightLineage> ReadAsync(IObjectStore store, CancellationToken cancellationToken) => new(
        await store.ListJsonAsync<AcceptedRun>(ObjectKeys.RunPrefix, key => key.EndsWith("/request.json", StringComparison.Ordinal), cancellationToken).ToListAsync(cancellationToken),
        await store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefixAll, cancellationToken).ToListAsync(cancellationToken));

    /// <summary>These runs, and those that began with weights of theirs, directly or by others between.</summary>
    /// <returns>By id of the run, the weights that it began with; null where none of these runs made them.</returns>
    public IReadOnlyDictionary<string, string?> WithHeirs(IEnumerable<string> runIds)
    {
        var reached = runIds.ToHashSet(StringComparer.Ordinal);
        var weights = new HashSet<string>(StringComparer.Ordinal);
        int before;
        do
        {
            before = reached.Count;
            weights.UnionWith(versions.Where(version => reached.Contains(version.RunId)).SelectMany(AsInitialWeights));
            reached.UnionWith(Runs.Where(run => Inherited(run, weights) is not null).Select(run => run.Command.RunId));
        }
        while (reached.Count > before);

        var accepted = Runs.ToDictionary(run => run.Command.RunId, StringComparer.Ordinal);
        return reached.ToDictionary(id => id, id => accepted.GetValueOrDefault(id) is { } run ? Inherited(run, weights) : null, StringComparer.Ordinal);
    }

    /// <summary>The versions of models that these runs made: those that are registered by now.</summary>
    public IEnumerable<StampedModel> ModelsOf(IEnumerable<string> runIds)
    {
        var makers = runIds.ToHashSet(StringComparer.Ordinal);
        return versions.Where(version => makers.Contains(version.RunId)).Select(version => new StampedModel(version.Model, version.Version, version.RunId));
    }

    // As recipes name them: by the model, or by the digest of a file where the weights were exported and came back as they were.
    private static IEnumerable<string> AsInitialWeights(ModelVersionRecord version) => [FormattableString.Invariant($"model:{version.Model}@{version.Version}"), $"file:{version.Weights.Sha256}"];

    private static string? Inherited(AcceptedRun run, HashSet<string> weights) => run.Recipe?.InitialWeights is { } initial && weights.Contains(initial) ? initial : null;

    /// <summary>A run as it was accepted, as far as it matters here.</summary>
    internal sealed record AcceptedRun(StartTraining Command, int DatasetVersion, AcceptedRecipe? Recipe);

    /// <summary>Its recipe.</summary>
    internal sealed record AcceptedRecipe(string? InitialWeights);
}
