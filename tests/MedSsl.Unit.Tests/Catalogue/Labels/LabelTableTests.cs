using MedSsl.Catalogue.Labels;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue.Labels;

public sealed class LabelTableTests : StoreTests
{
    [Fact]
    public async Task Read_returns_what_was_put_absent_values_too()
    {
        var rows = LabelChoice.Resolve(
        [
            LabelChoiceTests.Row("a", minute: 3, annotator: "expert") with { Detail = "left", SplitHint = "val", SeriesUid = "9", Frame = 4 },
            LabelChoiceTests.Box("b", 1.25), LabelChoiceTests.Finding("c", "missing"), LabelChoiceTests.Mask("d", "lung"), LabelChoiceTests.Mask("e", "lung"),
        ]);
        var part = await PutAsync(rows);
        Assert.Equal(("task", 5L), (part.Task, part.Rows));
        Assert.Equal(rows, await LabelTable.ReadAsync(Store, part, CancellationToken.None));
    }

    [Fact]
    public async Task Put_of_equal_rows_is_the_same_object()
    {
        var rows = Enumerable.Range(0, 500).Select(i => LabelChoiceTests.Row($"s{i % 3}") with { SopInstanceUid = $"1.{i}" }).ToList();
        Assert.Equal(await PutAsync(LabelChoice.Resolve(rows)), await PutAsync(LabelChoice.Resolve(Enumerable.Reverse(rows))));
        Assert.Single(await Store.ListAsync("datasets/", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Read_of_an_altered_object_or_of_another_kind_is_refused()
    {
        var part = await PutAsync([LabelChoiceTests.Row("a")]);
        await Store.PutAsync(part.File.Key, new MemoryStream("x"u8.ToArray()), "", PutCondition.Overwrite, CancellationToken.None);
        await Assert.ThrowsAsync<ObjectIntegrityException>(() => LabelTable.ReadAsync(Store, part, CancellationToken.None));
        var other = await Store.PutAsync("other", new MemoryStream("no table"u8.ToArray()), "", PutCondition.Overwrite, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidDataException>(() => LabelTable.ReadAsync(Store, new LabelTablePart("t", 1, other.Object), CancellationToken.None));
    }

    private Task<LabelTablePart> PutAsync(IReadOnlyList<LabelRow> rows) => LabelTable.PutAsync(Store, "north", "task", rows, CancellationToken.None);
}
