namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>What is known about the pixels of one kind of images: the first rule that fits an image decides.</summary>
internal sealed record RegionRule
{
    /// <summary>Where it stands: <c>site rule, line 4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Values of attributes that must be as given, whatever the case of their letters; one that ends in <c>*</c> is a beginning.</summary>
    public required IReadOnlyList<(DicomTag Tag, string Expected)> Conditions { get; init; }

    public required RegionAction Action { get; init; }

    /// <summary>What is blanked, for <see cref="RegionAction.Blank"/>.</summary>
    public IReadOnlyList<RegionEdges> Parts { get; init; } = [];

    public bool Fits(DicomDataset dataset) => Conditions.All(condition => Fits(dataset, condition.Tag, condition.Expected));

    private static bool Fits(DicomDataset dataset, DicomTag tag, string expected)
    {
        // Image Type is several values, which a rule gives as the file has them: joined by backslashes.
        var value = tag == DicomTags.ImageType ? string.Join('\\', dataset.GetStrings(tag)) : dataset.GetString(tag) ?? "";
        return expected.EndsWith('*')
            ? value.StartsWith(expected[..^1], StringComparison.OrdinalIgnoreCase)
            : value.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }
}
