using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Learning.Augmentation;
using TorchSharp;

namespace MedSsl.Learning.Tests.Augmentation;

/// <summary>Views as plain numbers, size × size each, in the order of the settings' crops.</summary>
internal static class AugmentedViews
{
    public static List<float[]> Of(AugmentationSettings settings, GrayImage image, string modality, ReferenceEnergies? reference, ulong seed, params ReadOnlySpan<ulong> path)
    {
        using var augmentation = new MultiCropAugmentation(settings);
        return Of(augmentation, [augmentation.Draw(image, modality, reference, seed, path)])[0];
    }

    /// <summary>The views of each image of a batch.</summary>
    public static List<List<float[]>> Of(MultiCropAugmentation augmentation, IReadOnlyList<DrawnImage> images)
    {
        using var scope = torch.NewDisposeScope();
        var crops = augmentation.Apply(images, torch.CPU);
        return [.. images.Index().Select(image => crops.SelectMany(group => group.unbind(0)).Select(view => view[image.Index].contiguous().data<float>().ToArray()).ToList())];
    }

    /// <summary>The same by <see cref="ReferenceAugmentation"/>.</summary>
    public static List<float[]> Reference(AugmentationSettings settings, GrayImage image, string modality, ReferenceEnergies? reference, ulong seed, params ReadOnlySpan<ulong> path)
    {
        var views = settings.Crops.SelectMany(group => Enumerable.Range(0, group.Count).Select(_ => new float[group.Size * group.Size])).ToList();
        new ReferenceAugmentation(settings).Apply(image, modality, reference, seed, path, view => views[view]);
        return views;
    }
}
