using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Augmentation;

/// <summary>
/// The views of images (Ghesu et al. 2022, augmentations A): energy bands, then gamma and a linear transform of the intensities, and last a crop
/// at a random place, mirrored for some modalities. Every view draws anew; the low-passes are shared. <see cref="Draw"/> decides what happens, as
/// a pure function of image and seed; <see cref="Apply"/> does it with tensor operations, the same on every device.
/// Deviations: gamma acts on values mapped to [0, 1]; the linear transform is applied to the crop, which is the same because weights of resampling
/// sum to 1. Safe for several threads.
/// </summary>
public sealed class MultiCropAugmentation : IDisposable
{
    private const double LogNormalLimit = 1.5;
    private const double LowPassShare = 0.5; // of the log gain's spread: brightness and contrast have their own transforms

    private readonly AugmentationSettings _settings;
    private readonly CropGroup[] _groups;
    private readonly EnergyBandSettings _bands;
    private readonly LowPassCache _lowPasses = new();

    /// <summary>Keeps the ranges.</summary>
    public MultiCropAugmentation(AugmentationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _groups = [.. settings.Crops.Where(group => group.Count > 0)];
        _bands = new EnergyBandSettings { Sigmas = settings.BandSigmas };
    }

    /// <summary>Crop sizes of which there are some, in the order of <see cref="Apply"/>'s answer.</summary>
    public IReadOnlyList<CropGroup> Groups => _groups;

    private bool FromReference => _settings.Bands is BandGains.Reference or BandGains.ReferenceUniform;

    /// <summary>Draws what happens to the views of an image.</summary>
    /// <param name="image">Values of any range; not changed.</param>
    /// <param name="modality">Decides on mirroring.</param>
    /// <param name="reference">Energies of its group at the size of the image, if there are any.</param>
    /// <param name="seed">Key of this draw.</param>
    /// <param name="path">Rest of the key, for example (epoch, sample).</param>
    public DrawnImage Draw(GrayImage image, string modality, ReferenceEnergies? reference, ulong seed, params ReadOnlySpan<ulong> path)
    {
        ArgumentNullException.ThrowIfNull(image);
        var random = new SeededRandom(seed, path);
        reference = FromReference ? reference : null;
        var source = reference is null ? Resampling.ToLongestSide(image, _settings.ImageSize) : image;
        var bands = _settings.Bands == BandGains.None ? null : reference?.ToSettings() ?? _bands;
        var reduction = Math.Max(source.Width, source.Height) / (double)Math.Max(image.Width, image.Height);
        var flips = _settings.FlippedModalities.Contains(modality);

        var views = new List<DrawnView>();
        foreach (var group in _groups)
        {
            for (var i = 0; i < group.Count; i++)
            {
                // The order of the draws is part of what makes runs repeatable.
                var gains = bands is null ? LogNormalGains(0, random) : reference is null ? LogNormalGains(bands.Sigmas.Count, random) : EnergyAugmentation.SampleReference(reference, random, _settings.Bands == BandGains.ReferenceUniform);
                var gamma = random.LogUniform(_settings.MinGamma, _settings.MaxGamma);
                var contrast = random.Uniform(1 - _settings.Contrast, 1 + _settings.Contrast);
                var brightness = random.Uniform(-_settings.Brightness, _settings.Brightness);
                var box = _settings.Cropping == Cropping.Rescale
                    ? RandomCrop.DrawRescaled(random, source.Width, source.Height, group.Size * reduction, _settings.MinRescale, _settings.MaxRescale)
                    : RandomCrop.Draw(random, source.Width, source.Height, group.MinArea, group.MaxArea, _settings.MinAspect, _settings.MaxAspect);
                views.Add(new DrawnView(gains, gamma, contrast, brightness, box, flips && random.NextDouble() < 0.5));
            }
        }

        return new DrawnImage(source, bands, reference is not null, views);
    }

    /// <summary>Makes the views of some images of one <see cref="DrawnImage.Shape"/>, standardised for the network. What an image becomes does not depend on the others.</summary>
    /// <returns>For each of <see cref="Groups"/> [crops, images, size, size], float32 on <paramref name="device"/>.</returns>
    public IReadOnlyList<Tensor> Apply(IReadOnlyList<DrawnImage> images, Device device)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(device);
        if (images.Count == 0 || images.Any(image => image.Shape != images[0].Shape))
        {
            throw new ArgumentException($"A batch holds images of one shape, at least one; found: {string.Join("; ", images.Select(image => image.Shape).Distinct())}.", nameof(images));
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (width, height) = (images[0].Source.Width, images[0].Source.Height);
        var pixels = stack(images.Select(image => frombuffer(image.Source.Pixels, ScalarType.Float32).view(height, width))).to(device); // [N, H, W]
        var views = Reweight(pixels, images); // [N, V, H·W]
        NetworkInput.ToUnitRange(views);
        views.pow_(PerView(images, view => view.Gamma, device));
        views = views.view(images.Count, -1, height, width);

        var crops = new List<Tensor>();
        var first = 0;
        foreach (var group in _groups)
        {
            crops.Add(Crop(views.narrow(1, first, group.Count), [.. images.Select(image => image with { Views = [.. image.Views.Skip(first).Take(group.Count)] })], group.Size).MoveToOuterDisposeScope());
            first += group.Count;
        }

        return crops;
    }

    /// <inheritdoc/>
    public void Dispose() => _lowPasses.Dispose();

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

    /// <summary>
    /// I' = g_1 I + sum over i of (g_(i+1) - g_i) L_i, the low-pass scaled about its mean (<see cref="EnergyBandSynthesis"/>), up to an offset that the
    /// mapping to [0, 1] removes. Fresh memory in every case.
    /// </summary>
    /// <param name="pixels">[N, H, W].</param>
    /// <param name="images">What was drawn for them.</param>
    /// <returns>[N, V, H·W].</returns>
    private Tensor Reweight(Tensor pixels, IReadOnlyList<DrawnImage> images)
    {
        var (count, height, width, device) = (images.Count, images[0].Source.Height, images[0].Source.Width, pixels.device);
        if (images[0].Bands is not { } bands)
        {
            return pixels.view(count, 1, -1).repeat(1, images[0].Views.Count, 1);
        }

        // Without its first value a constant image is zero to the last bit, and so are its energies.
        var lowPasses = new List<Tensor> { pixels - pixels.narrow(1, 0, 1).narrow(2, 0, 1) };
        foreach (var (rows, columns) in _lowPasses.Of(bands, height, device).Zip(_lowPasses.Of(bands, width, device)))
        {
            lowPasses.Add(rows.matmul(lowPasses[^1]).matmul(columns.t()));
        }

        var gains = tensor(images.SelectMany(image => image.Views.SelectMany(view => view.Bands)).ToArray()).to(device).view(count, -1, lowPasses.Count); // [N, V, bands] float64
        if (images[0].HasReference)
        {
            gains = Gains(Energies(lowPasses), gains);
        }

        var steps = cat([gains.narrow(2, 0, 1), gains.diff(dim: 2)], 2).to(ScalarType.Float32);
        return steps.bmm(stack(lowPasses, 1).view(count, lowPasses.Count, -1));
    }

    /// <summary>Standard deviations of the difference bands and of the residual low-pass, [N, 1, bands] float64.</summary>
    private static Tensor Energies(List<Tensor> lowPasses)
    {
        var bands = lowPasses.Zip(lowPasses.Skip(1), (finer, coarser) => finer - coarser).Append(lowPasses[^1]);
        return stack(bands.Select(band => band.to(ScalarType.Float64).std([1L, 2L], unbiased: false)), 1).unsqueeze(1);
    }

    // EnergyAugmentation.Gains, for many images at once.
    private static Tensor Gains(Tensor energies, Tensor targets)
    {
        var has = energies > energies.amax([2L], keepdim: true) * EnergyAugmentation.Negligible;
        return where(has, targets / where(has, energies, ones_like(energies)), ones_like(targets));
    }

    /// <param name="views">[N, crops, H, W].</param>
    /// <param name="images">Only what was drawn for these views.</param>
    /// <param name="size">Side of the crops.</param>
    /// <returns>[crops, N, size, size].</returns>
    private static Tensor Crop(Tensor views, IReadOnlyList<DrawnImage> images, int size)
    {
        var (count, crops, height, width, device) = (images.Count, images[0].Views.Count, images[0].Source.Height, images[0].Source.Width, views.device);
        var boxes = images.SelectMany(image => image.Views).ToList();
        var rows = CropWeights.Of([.. boxes.Select(view => (view.Box.Y, view.Box.Height, false))], height, size, device);
        var columns = CropWeights.Of([.. boxes.Select(view => (view.Box.X, view.Box.Width, view.Flip))], width, size, device);
        var values = rows.bmm(views.reshape(count * crops, height, width)).bmm(columns.transpose(1, 2)).view(count, crops, size * size);
        values.mul_(PerView(images, view => view.Contrast / NetworkInput.Scale, device)).add_(PerView(images, view => (view.Brightness - NetworkInput.Center) / NetworkInput.Scale, device));
        return values.view(count, crops, size, size).transpose(0, 1);
    }

    // [N, V, 1] float32.
    private static Tensor PerView(IReadOnlyList<DrawnImage> images, Func<DrawnView, double> value, Device device) =>
        tensor(images.SelectMany(image => image.Views.Select(view => (float)value(view))).ToArray()).to(device).view(images.Count, -1, 1);
}
