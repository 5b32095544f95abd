using System.Text.Json;
using MedSsl.Imaging.EnergyBands;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class ReferenceEnergiesTests
{
    private static readonly EnergyBandSettings Settings = new();

    [Fact]
    public void Fit_gives_mean_and_sample_deviation_and_survives_json()
    {
        var settings = new EnergyBandSettings { Sigmas = [1, 3], Cascade = false };
        var reference = ReferenceEnergies.Fit("MR", "v7", settings, [[1, 2, 3], [3, 2, 5]]);
        Assert.Equal([2, 2, 4], reference.Mean);
        Assert.Equal([Math.Sqrt(2), 0, Math.Sqrt(2)], reference.StandardDeviation);
        Assert.Equal(2, reference.ImageCount);

        var copy = JsonSerializer.Deserialize<ReferenceEnergies>(JsonSerializer.Serialize(reference, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;
        Assert.Equal(("MR", "v7", 2, false), (copy.Modality, copy.Version, copy.ImageCount, copy.Cascade));
        Assert.Equal(reference.StandardDeviation, copy.StandardDeviation);
        Assert.Equal([1, 3], copy.ToSettings().Sigmas);
    }

    [Fact]
    public void A_stored_reference_keeps_its_filter_and_one_from_before_there_was_a_choice_means_the_FIR()
    {
        var settings = new EnergyBandSettings { Filter = GaussianFilter.Fast, Boundary = BoundaryMode.Wrap };
        var json = JsonSerializer.Serialize(ReferenceEnergies.Fit("MR", "1", settings, [[1, 2, 3, 4, 5, 6]]), JsonSerializerOptions.Web);
        Assert.Contains("\"filter\":\"Fast\",\"boundary\":\"Wrap\"", json, StringComparison.Ordinal);
        var copy = JsonSerializer.Deserialize<ReferenceEnergies>(json, JsonSerializerOptions.Web)!.ToSettings();
        Assert.Equal((GaussianFilter.Fast, BoundaryMode.Wrap), (copy.Filter, copy.Boundary));

        const string Old = """{"modality":"CR","version":"v1","sigmas":[1,2],"cascade":true,"mean":[1,2,3],"standardDeviation":[0,0,0],"imageCount":5}""";
        var old = JsonSerializer.Deserialize<ReferenceEnergies>(Old, JsonSerializerOptions.Web)!.ToSettings();
        Assert.Equal((GaussianFilter.Reference, BoundaryMode.Reflect), (old.Filter, old.Boundary));
        Assert.Equal((GaussianFilter.Fast, BoundaryMode.Reflect), (new EnergyBandSettings().Filter, new EnergyBandSettings().Boundary));
    }

    [Fact]
    public void Fit_refuses_what_is_not_energies_of_these_bands()
    {
        Assert.Throws<ArgumentException>(() => ReferenceEnergies.Fit("MR", "1", Settings, []));
        Assert.Throws<ArgumentException>(() => ReferenceEnergies.Fit("MR", "1", Settings, [[1, 2]]));
        Assert.Throws<ArgumentException>(() => ReferenceEnergies.Fit("MR", "1", Settings, [[1, 2, 3, 4, 5, double.NaN]]));
        Assert.Equal([0, 0, 0, 0, 0, 0], ReferenceEnergies.Fit("MR", "1", Settings, [[1, 2, 3, 4, 5, 6]]).StandardDeviation);
    }
}
