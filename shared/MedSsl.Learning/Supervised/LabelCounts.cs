namespace MedSsl.Learning.Supervised;

/// <summary>What a label says of the images that it may teach on.</summary>
/// <param name="Name">Name of the label, <c>task</c> or <c>task/finding</c>.</param>
/// <param name="Images">Images of each value.</param>
public sealed record LabelCounts(string Name, IReadOnlyDictionary<string, int> Images);
