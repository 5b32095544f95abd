using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Backbones;

namespace MedSsl.Learning.Tests.Augmentation;

/// <summary>
/// The slow way: every view of one image in plain C#, pixel by pixel and in the order of the paper, as the platform had it before
/// <see cref="MultiCropAugmentation"/> did it with tensors. What that one gives is held against this.
/// </summary>
internal sealed class ReferenceAugmentation
{
    private const double LogNormalLimit = 1.5;
    private const double LowPassShare = 0.5; // of the log gain's spread: brightness and contrast have their own transforms

    private readonly AugmentationSettings _settings;
    private readonly EnergyBandSettings _bands;

    public ReferenceAugmentation(AugmentationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _bands = new EnergyBandSettings { Sigmas = settings.BandSigmas };
    }

    /// <summary>Writes every view of an image, standardised for the network.</summary>
    /// <param name="image">Values of any range.</param>
    /// <param name="modality">Decides on mirroring.</param>
    /// <param name="reference">Energies of the modality, if there are any.</param>
    /// <param name="seed">Key of this draw.</param>
    /// <param name="path">Rest of the key, for example (step, slot).</param>
    /// <param name="destination">Where view v goes, size × size values; views are numbered in the order of <see cref="AugmentationSettings.Crops"/>.</param>
    public void Apply(GrayImage image, string modality, ReferenceEnergies? reference, ulong seed, ReadOnlySpan<ulong> path, Func<int, Memory<float>> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(destination);
        var random = new SeededRandom(seed, path);
        reference = _settings.Bands is BandGains.Reference or BandGains.ReferenceUniform ? reference : null;
        var source = reference is null ? Resampling.ToLongestSide(image, _settings.ImageSize) : image;
        var lowPasses = _settings.Bands == BandGains.None ? [] : EnergyBandDecomposition.LowPasses(source, reference?.ToSettings() ?? _bands);
        var energies = reference is null ? [] : EnergyBandDecomposition.Energies(source, lowPasses);
        var flips = _settings.FlippedModalities.Contains(modality);

        var view = 0;
        foreach (var group in _settings.Crops)
        {
            for (var i = 0; i < group.Count; i++)
            {
                var gains = reference is null ? LogNormalGains(lowPasses.Length, random) : EnergyAugmentation.Gains(energies, EnergyAugmentation.SampleReference(reference, random, _settings.Bands == BandGains.ReferenceUniform));
                var varied = lowPasses.Length == 0 ? source.Clone() : EnergyBandSynthesis.Reweight(source, lowPasses, gains, LowPassPolicy.ScaleAboutMean);
                VaryIntensity(varied.Pixels, random);
                var box = _settings.Cropping == Cropping.Rescale
                    ? RandomCrop.DrawRescaled(random, varied.Width, varied.Height, (double)group.Size * source.Width / image.Width, _settings.MinRescale, _settings.MaxRescale)
                    : RandomCrop.Draw(random, varied.Width, varied.Height, group.MinArea, group.MaxArea, _settings.MinAspect, _settings.MaxAspect);
                var flip = flips && random.NextDouble() < 0.5;
                var crop = destination(view++).Span[..(group.Size * group.Size)];
                Resampling.CropResize(varied, box, group.Size, group.Size, crop, flip);
                NetworkInput.Standardize(crop);
            }
        }
    }

    private double[] LogNormalGains(int lowPasses, SeededRandom random)
    {
        var gains = new double[lowPasses + 1];
        for (var i = 0; i < gains.Length; i++)
        {
            var spread = i < lowPasses ? _settings.BandSpread : _settings.BandSpread * LowPassShare;
            gains[i] = Math.Exp(spread * random.TruncatedNormal(LogNormalLimit));
        }

        return gains;
    }

    private void VaryIntensity(Span<float> values, SeededRandom random)
    {
        var gamma = (float)random.LogUniform(_settings.MinGamma, _settings.MaxGamma);
        var contrast = (float)random.Uniform(1 - _settings.Contrast, 1 + _settings.Contrast);
        var brightness = (float)random.Uniform(-_settings.Brightness, _settings.Brightness);
        NetworkInput.ToUnitRange(values);
        foreach (ref var value in values)
        {
            value = (contrast * MathF.Pow(value, gamma)) + brightness;
        }
    }
}
