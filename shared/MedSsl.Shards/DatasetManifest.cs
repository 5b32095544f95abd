using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;

namespace MedSsl.Shards;

/// <summary>An immutable version of a dataset.</summary>
public sealed record DatasetManifest
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version, from 1; a new version adds shards or drops them, and never changes an old one.</summary>
    public required int Version { get; init; }

    /// <summary>When the version was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its shards. A sample lies in one of them only.</summary>
    public required IReadOnlyList<DatasetShard> Shards { get; init; }

    /// <summary>Imports whose samples are all in it.</summary>
    public required IReadOnlyList<string> CompletedImports { get; init; }

    /// <summary>
    /// The reference energies of its images by group (<c>CR</c>, <c>CR.CHEST</c>): those they are normalized to, or are to be when they are read. Null in
    /// versions from before they were listed.
    /// </summary>
    public IReadOnlyDictionary<string, ObjectRef>? References { get; init; }

    /// <summary>
    /// One row for each sample of its shards, in files that later versions share. Null in versions from before there was a catalogue.
    /// </summary>
    public IReadOnlyList<CataloguePart>? Catalogue { get; init; }

    /// <summary>
    /// All labels that were submitted when the version was made, also those of samples that are not in it. Null in versions from before there were tables of
    /// labels: theirs are what is submitted.
    /// </summary>
    public DatasetLabels? Labels { get; init; }

    /// <summary>The filter over other datasets that its samples are, with the versions of these; null for a dataset with images of its own.</summary>
    public DatasetDefinition? Definition { get; init; }

    /// <summary>How patients are divided, for example <see cref="PatientSplit.DefaultRule"/>.</summary>
    public required string SplitRule { get; init; }
}
