using MedSsl.Shards;

namespace MedSsl.Catalogue.Labels;

/// <summary>
/// Which side a labelled image is on, for everything that learns from labels or is scored by them: by the labels' own split hints if there are any, else by a hash of the patient. A
/// patient with one image on the test side belongs there as a whole; that is for the caller to see to, who knows all images.
/// </summary>
public sealed record LabelSplit
{
    private static readonly string[] TestHints = ["val", "validation", PatientSplit.Test];

    private readonly bool byHints;

    private LabelSplit(bool byHints) => this.byHints = byHints;

    /// <summary>The rule in words.</summary>
    public string Rule => byHints
        ? "The labels' own split: images with the hint val or test are test images, all others training images."
        : $"By a hash of the patient ({PatientSplit.DefaultRule}).";

    /// <summary>The rule for labels with these hints.</summary>
    public static LabelSplit Of(IEnumerable<string?> hints) => new(hints.Any(hint => hint is not null));

    /// <summary>Whether an image is on the test side.</summary>
    /// <param name="patientId">Its patient.</param>
    /// <param name="hint">The split hint of its label; null where it has none.</param>
    public bool IsTest(string patientId, string? hint) =>
        byHints ? TestHints.Contains(hint, StringComparer.OrdinalIgnoreCase) : PatientSplit.Of(patientId) == PatientSplit.Test;
}
