namespace MedSsl.Shards.Loading;

/// <summary>What a <see cref="SampleLoader"/> asks and tells while it reads; called from any thread.</summary>
public sealed record LoaderEvents
{
    /// <summary>Whether the samples of a patient must not be read any more: asked for each sample, with the patient's pseudonym.</summary>
    public Func<string, bool> IsWithdrawn { get; init; } = _ => false;

    /// <summary>Told once of each shard that is damaged in the store, and how; none of its samples is read after.</summary>
    public Action<DatasetShard, string> CorruptShard { get; init; } = (_, _) => { };
}
