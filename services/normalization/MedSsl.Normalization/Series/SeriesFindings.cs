using MedSsl.Contracts.Documents;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>What is known of a series when its images have passed by, one at a time.</summary>
internal sealed class SeriesFindings
{
    private readonly List<IReadOnlyList<double>> _probes = [];

    /// <summary>Sample keys of the images that could be prepared.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>Energies of the prepared images, in the order of <see cref="Keys"/>.</summary>
    public List<IReadOnlyList<double>> Energies { get; } = [];

    public List<NormalizationFailure> Failures { get; } = [];

    public string Scanner { get; private set; } = ScannerName.Unknown;

    /// <summary>What drift is judged by; null when no image was measured for it.</summary>
    public IReadOnlyList<double>? Probe => DriftProbe.OfSeries(_probes);

    /// <summary>Takes the images in turn; <paramref name="measure"/> uses one and answers its energies as prepared.</summary>
    public static async Task<SeriesFindings> OfAsync(IAsyncEnumerable<DecodedImage> images, Func<DecodedImage, GrayImage, IReadOnlyList<double>> measure)
    {
        var findings = new SeriesFindings();
        await foreach (var decoded in images)
        {
            if (decoded.Image is { } image)
            {
                findings.Add(decoded, measure(decoded, image));
            }
            else
            {
                findings.Failures.Add(decoded.ToFailure());
            }
        }

        return findings;
    }

    private void Add(DecodedImage decoded, IReadOnlyList<double> energies)
    {
        Keys.Add(SampleKey.Of(decoded.Instance.SopInstanceUid, decoded.Frame));
        Energies.Add(energies);
        Scanner = decoded.Scanner;
        if (decoded.DeliveredEnergies is { } delivered)
        {
            _probes.Add(DriftProbe.Of(delivered, energies));
        }
    }
}
