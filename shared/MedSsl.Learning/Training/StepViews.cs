using MedSsl.Learning.Augmentation;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What becomes of an image in a step: a function of recipe, step and slot, so that the crops of any step can be had again.</summary>
public static class StepViews
{
    /// <summary>The views of an image as the network gets them, but in [0, 1] where they are not too bright or too dark for it.</summary>
    /// <param name="recipe">Its seed and its augmentation.</param>
    /// <param name="image">The image.</param>
    /// <param name="modality">Its modality.</param>
    /// <param name="step">Steps done before.</param>
    /// <param name="slot">Place in the batch.</param>
    /// <returns>What was drawn, and the pixels of each view, row by row.</returns>
    public static (DrawnImage Drawn, IReadOnlyList<float[]> Views) Of(TrainingRecipe recipe, TrainingImage image, string modality, long step, int slot)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        using var augmentation = new MultiCropAugmentation(recipe.Augmentation());
        var drawn = Draw(augmentation, recipe, image, modality, step, slot);
        var crops = augmentation.Apply([drawn], CPU).SelectMany(group => group.select(1, 0).unbind(0));
        return (drawn, [.. crops.Select(crop => (crop * Backbones.NetworkInput.Scale + Backbones.NetworkInput.Center).contiguous().data<float>().ToArray())]);
    }

    /// <summary>The draws of a step for one of its slots.</summary>
    internal static DrawnImage Draw(MultiCropAugmentation augmentation, TrainingRecipe recipe, TrainingImage image, string modality, long step, int slot) =>
        augmentation.Draw(image.Image, modality, image.Reference, recipe.Seed, (ulong)step, (ulong)slot);
}
