namespace MedSsl.Contracts.Ingestion;

/// <summary>What an <see cref="Annotation"/> says.</summary>
public static class AnnotationKinds
{
    /// <summary>The class of the subject: <see cref="Annotation.Value"/>.</summary>
    public const string Class = "class";

    /// <summary>Whether a named finding is there: <see cref="Annotation.Finding"/> with one of <see cref="FindingValues"/>.</summary>
    public const string Finding = "finding";

    /// <summary>A rectangle around something of the class <see cref="Annotation.Value"/>.</summary>
    public const string Box = "box";

    /// <summary>The pixels of something of the class <see cref="Annotation.Value"/>.</summary>
    public const string Mask = "mask";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Class, Finding, Box, Mask];
}
