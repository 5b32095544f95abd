namespace MedSsl.Learning.Training;

/// <summary>The part of a batch that is in memory at once: some rows of every modality.</summary>
/// <param name="Slices">Where each modality lies in the part.</param>
/// <param name="Rows">Rows of the batch, in the order of the part.</param>
internal sealed record BatchPart(IReadOnlyList<ModalitySlice> Slices, IReadOnlyList<long> Rows)
{
    /// <summary>Divides a batch so that every part has nearly the same share of every modality.</summary>
    public static IReadOnlyList<BatchPart> Divide(IReadOnlyList<ModalitySlice> slices, int parts) => [.. Enumerable.Range(0, parts).Select(part => Of(slices, part, parts))];

    private static BatchPart Of(IReadOnlyList<ModalitySlice> slices, int part, int parts)
    {
        var own = new List<ModalitySlice>();
        var rows = new List<long>();
        foreach (var slice in slices)
        {
            var (begin, end) = (slice.Quota * part / parts, slice.Quota * (part + 1) / parts);
            own.Add(slice with { Start = rows.Count, Quota = end - begin });
            rows.AddRange(Enumerable.Range(slice.Start + begin, end - begin).Select(row => (long)row));
        }

        return new BatchPart(own, rows);
    }
}
