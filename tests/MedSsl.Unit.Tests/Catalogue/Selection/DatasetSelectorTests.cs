using MedSsl.Catalogue;
using MedSsl.Catalogue.Selection;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue.Selection;

public sealed class DatasetSelectorTests
{
    private static readonly DatasetDefinition All = new() { Sources = [new DatasetSource { Dataset = "north", Version = 1 }] };

    public static TheoryData<string, DatasetDefinition, Func<SampleMetadata, bool>> Filters => new()
    {
        { "content", All with { Content = "images" }, sample => sample.Depth is null },
        { "content", All with { Content = "volumes" }, sample => sample.Depth is not null },
        { "modalities", All with { Modalities = ["MR", "US"] }, sample => sample.Modality is "MR" or "US" },
        { "bodyParts", All with { BodyParts = ["CHEST"] }, sample => sample.BodyPart == "CHEST" },
        { "scannerModels", All with { ScannerModels = ["Maker 1", "Maker 2"] }, sample => sample.ScannerModel is "Maker 1" or "Maker 2" },
        { "excludedScannerModels", All with { ExcludedScannerModels = ["Maker 1"] }, sample => sample.ScannerModel != "Maker 1" },
        { "excludedPatients", All with { ExcludedPatients = ["p003", "p005"] }, sample => sample.PatientId is not ("p003" or "p005") },
        { "split", All with { Split = "test" }, sample => PatientSplit.Of(sample.PatientId) == "test" },
        { "dropsNearDuplicates", All with { DropsNearDuplicates = true }, sample => sample.NearDuplicateOf is null },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Select_a_filter_lets_through_what_it_says_and_counts_it(string name, DatasetDefinition definition, Func<SampleMetadata, bool> expected)
    {
        var samples = Samples(300);
        var selector = new DatasetSelector(definition, null);
        var keys = await KeysAsync(selector, Rows(samples));
        Assert.Equal(samples.Where(expected).Select(sample => sample.Key).Order(), keys.Order());
        Assert.InRange(keys.Count, 1, 299);
        Assert.Equal(["sources: 300", $"{name}: {keys.Count}"], selector.Left);
    }

    [Fact]
    public async Task Select_labelled_by_instance_frame_or_series()
    {
        var samples = Samples(60);
        var labelled = new HashSet<string> { samples[3].SopInstanceUid, $"{samples[9].SopInstanceUid} frame 0", $"{samples[12].SopInstanceUid} frame 1", samples[20].SeriesUid };
        var keys = await KeysAsync(new DatasetSelector(All, labelled), Rows(samples));
        Assert.Equal(samples.Where((sample, i) => i is 3 or 9 || sample.SeriesUid == samples[20].SeriesUid).Select(sample => sample.Key).Order(), keys.Order());
    }

    [Fact]
    public async Task Select_quotas_hold_exactly_and_are_stable_when_others_come()
    {
        var definition = All with { MaxSamplesPerSeries = 2, MaxSamplesPerPatient = 3 };
        var samples = Samples(400);
        var some = await SelectAsync(definition, Rows(samples.Where((_, i) => i % 20 < 10)));
        Assert.All(some.GroupBy(row => row.SeriesUid), series => Assert.InRange(series.Count(), 1, 2));
        Assert.All(some.GroupBy(row => row.PatientId), patient => Assert.Equal(3, patient.Count()));
        var selector = new DatasetSelector(definition, null);
        await KeysAsync(selector, Rows(samples));
        Assert.Equal(["sources: 400", "maxSamplesPerSeries: 160", "maxSamplesPerPatient: 120"], selector.Left);

        // Patients who come anew change nothing for those who were there.
        var others = samples.Select(sample => sample with { PatientId = "q" + sample.PatientId, SeriesUid = "9." + sample.SeriesUid, Key = SampleKey.Of("9." + sample.SopInstanceUid, 0) });
        var more = await SelectAsync(definition, Rows(samples.Concat(others)));
        Assert.Subset(more.Select(row => row.Key).ToHashSet(), (await SelectAsync(definition, Rows(samples))).Select(row => row.Key).ToHashSet());

        var most = await SelectAsync(All with { MaxSamplesPerSeries = 2 }, Rows(samples));
        Assert.Equal(160, most.Count);
        Assert.Equal([0, 1, 2, 3, 4], most.Select(row => row.InstanceNumber % 5).Distinct().Order()); // by hash, not the first ones
    }

    [Fact]
    public async Task Select_a_mix_is_exact_even_and_of_what_the_other_criteria_left()
    {
        var definition = All with { ModalityMix = new Dictionary<string, double> { ["CT"] = 0.6, ["MR"] = 0.4 }, DropsNearDuplicates = true };
        var samples = Samples(3000);
        var rows = await SelectAsync(definition, Rows(samples));
        var available = samples.Where(sample => sample.NearDuplicateOf is null).CountBy(sample => sample.Modality).ToDictionary();
        var expected = ModalityMix.Counts(definition.ModalityMix, available.ToDictionary(one => one.Key, one => (long)one.Value));
        Assert.Equal(expected.OrderBy(one => one.Key), rows.CountBy(row => row.Modality).ToDictionary(one => one.Key, one => (long)one.Value).OrderBy(one => one.Key));
        Assert.InRange(rows.Count(row => string.CompareOrdinal(row.PatientId, "p150") < 0) / (double)rows.Count, 0.4, 0.6); // not those of the first patients only
        Assert.Equal(rows.Select(row => row.Key), (await SelectAsync(definition, Rows(Enumerable.Reverse(samples)))).Select(row => row.Key));
    }

    [Fact]
    public async Task Select_rows_of_many_files_come_in_order_and_the_same_sample_of_two_is_one()
    {
        var samples = Samples(90);
        var rows = Rows(samples);
        var (one, other) = (rows.Where((_, i) => i % 3 < 2).ToList(), rows.Where((_, i) => i % 3 > 0).ToList());
        var selected = await SelectAsync(All, one, other);
        Assert.Equal(rows.Select(row => row.Key), selected.Select(row => row.Key));
    }

    [Fact]
    public async Task Select_different_images_under_one_key_are_refused_by_name()
    {
        var sample = Samples(1)[0];
        var (one, other) = (Row(sample, "shard-a", "digest-1"), Row(sample, "shard-b", "digest-2"));
        var error = await Assert.ThrowsAsync<SelectionException>(() => SelectAsync(All, [one], [other]));
        Assert.Contains(sample.Key, error.Message, StringComparison.Ordinal);
        Assert.Contains("shard-a", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SelectionException>(() => SelectAsync(All, [one], [Row(sample with { ReferenceVersion = "v2" }, "shard-b", "digest-1")]));
        Assert.Equal("shard-a", Assert.Single(await SelectAsync(All, [Row(sample, "shard-b", "digest-1")], [one])).ShardId);
    }

    [Fact]
    public async Task Select_nothing_left_says_where_samples_were_lost()
    {
        var error = await Assert.ThrowsAsync<SelectionException>(() => SelectAsync(All with { Modalities = ["CT"], BodyParts = ["KNEE"], Split = "train" }, Rows(Samples(300))));
        Assert.Contains("sources: 300, modalities: 100, bodyParts: 0, split: 0", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<SelectionException>(() => SelectAsync(All with { ModalityMix = new Dictionary<string, double> { ["CT"] = 0.5, ["XA"] = 0.5 } }, Rows(Samples(300))));
        Assert.Contains("modalityMix: 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Select_patients_in_both_parts_are_refused_and_counted()
    {
        // Rows as another rule of division would have written them.
        var rows = Rows(Samples(200));
        var patients = rows.Select(row => row.PatientId).Distinct().Take(2).ToList();
        foreach (var row in patients.Select(patient => rows.Last(row => row.PatientId == patient)))
        {
            row.Split = row.Split == "train" ? "test" : "train";
        }

        var error = await Assert.ThrowsAsync<SelectionException>(() => SelectAsync(All with { ExcludedPatients = patients }, rows));
        Assert.StartsWith("2 patients are in 'train'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>10 samples a patient in two series; modality, scanner and body part by series and sample.</summary>
    private static List<SampleMetadata> Samples(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => TestSamples.Metadata(number, 20, 12, new[] { "CT", "MR", "US" }[number % 3]) with
        {
            PatientId = $"p{number / 10:D3}",
            SeriesUid = $"2.25.7.{number / 5}",
            BodyPart = number % 4 == 0 ? "CHEST" : null,
            ScannerModel = number % 5 == 0 ? null : $"Maker {number % 5}",
            Depth = number % 11 == 0 ? 4 : null,
            NearDuplicateOf = number % 7 == 0 ? SampleKey.Of("2.25.1", 0) : null,
        }),
    ];

    private static CatalogueRow Row(SampleMetadata sample, string shard, string? digest) => CatalogueRow.Of(shard, new ShardSample(sample, 0, 100, digest));

    private static List<CatalogueRow> Rows(IEnumerable<SampleMetadata> samples) => [.. samples.Select(sample => Row(sample, "shard", "digest")).Order(CatalogueRow.Order)];

    private static async Task<List<CatalogueRow>> SelectAsync(DatasetDefinition definition, params List<CatalogueRow>[] sources) =>
        await new DatasetSelector(definition, null).SelectAsync(() => CatalogueMerge.SortedAsync([.. sources.Select(rows => rows.ToAsyncEnumerable())])).ToListAsync();

    private static async Task<List<string>> KeysAsync(DatasetSelector selector, List<CatalogueRow> rows) => await selector.SelectAsync(rows.ToAsyncEnumerable).Select(row => row.Key).ToListAsync();
}
