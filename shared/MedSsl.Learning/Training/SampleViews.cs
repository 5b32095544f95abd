using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Augmentation;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What becomes of an image in an epoch: a function of the recipe's seed, the epoch and the image's key, so that any crop of any step can be had again.</summary>
public static class SampleViews
{
    /// <summary>The views of an image as the network gets them, but in [0, 1] where they are not too bright or too dark for it.</summary>
    /// <param name="recipe">Its seed and its augmentation.</param>
    /// <param name="image">The image.</param>
    /// <param name="modality">Its modality.</param>
    /// <param name="epoch">Times that the modality's images were all used before.</param>
    /// <returns>What was drawn, and the pixels of each view, row by row.</returns>
    public static (DrawnImage Drawn, IReadOnlyList<float[]> Views) Of(TrainingRecipe recipe, TrainingImage image, string modality, long epoch)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        using var augmentation = new MultiCropAugmentation(recipe.Augmentation());
        var drawn = Draw(augmentation, recipe, image, modality, epoch);
        var crops = augmentation.Apply([drawn], CPU).SelectMany(group => group.select(1, 0).unbind(0));
        return (drawn, [.. crops.Select(crop => (crop * Backbones.NetworkInput.Scale + Backbones.NetworkInput.Center).contiguous().data<float>().ToArray())]);
    }

    /// <summary>The draws of an epoch for one image.</summary>
    internal static DrawnImage Draw(MultiCropAugmentation augmentation, TrainingRecipe recipe, TrainingImage image, string modality, long epoch) =>
        augmentation.Draw(image.Image, modality, image.Reference, recipe.Seed, (ulong)epoch, SeededRandom.Hash(image.Key));
}
