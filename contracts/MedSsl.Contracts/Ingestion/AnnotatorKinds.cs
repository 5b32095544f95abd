namespace MedSsl.Contracts.Ingestion;

/// <summary>Who or what made labels. Where labels contradict each other, those of an earlier kind in <see cref="ByRank"/> are believed.</summary>
public static class AnnotatorKinds
{
    /// <summary>Several experts who agreed.</summary>
    public const string Consensus = "consensus";

    /// <summary>A specialist who labelled the images.</summary>
    public const string Expert = "expert";

    /// <summary>Another person who labelled the images.</summary>
    public const string Reader = "reader";

    /// <summary>Text of a report, read by a program.</summary>
    public const string Report = "report";

    /// <summary>A model.</summary>
    public const string Model = "model";

    /// <summary>All of them, the most trusted first. Labels that do not say who made them come last.</summary>
    public static IReadOnlyList<string> ByRank { get; } = [Consensus, Expert, Reader, Report, Model];
}
