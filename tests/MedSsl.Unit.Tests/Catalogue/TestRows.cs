using MedSsl.Catalogue;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Shards;

namespace MedSsl.Unit.Tests.Catalogue;

/// <summary>Made-up rows: three samples a patient.</summary>
internal static class TestRows
{
    public static CatalogueRow Of(int number) => CatalogueRow.Of($"shard-{number % 4}", new ShardSample(Metadata(number), 512L * number, 100 + number, number % 2 == 0 ? $"digest-{number}" : null));

    public static List<CatalogueRow> Several(IEnumerable<int> numbers) => [.. numbers.Select(Of).Order(CatalogueRow.Order)];

    public static SampleMetadata Metadata(int number) => TestSamples.Metadata(number, 20, 12) with
    {
        PatientId = $"p{number / 3:D4}",
        BodyPart = number % 3 == 0 ? "CHEST" : null,
        ScannerModel = number % 5 == 0 ? "Maker Model" : null,
        PixelSpacing = number % 2 == 0 ? 0.5 + number : null,
        Depth = number % 7 == 0 ? 4 : null,
        NearDuplicateOf = number % 4 == 0 ? SampleKey.Of("2.25.1", 0) : null,
        Energies = number % 7 == 0 ? [] : [0.1 * number, 1, 2, 3, 4, 5],
    };
}
