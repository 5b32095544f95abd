using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Learning.Supervised;

namespace MedSsl.Learning.Training;

/// <summary>One image as a training reads it.</summary>
/// <param name="Key">Names it: to a person who looks for it, and to the random draws of its views, which depend on nothing else of it.</param>
/// <param name="Image">Normalised values, of any range; not changed by the reader.</param>
/// <param name="Reference">Reference energies of its group at the size of the image; null if there are none.</param>
/// <param name="Replaced">Says that it stands in the place of another; null where it does not.</param>
/// <param name="Targets">What its labels say, one number for each output of the task (<see cref="LabelTask.TargetsOf"/>); null where they say nothing.</param>
public sealed record TrainingImage(string Key, GrayImage Image, ReferenceEnergies? Reference, ReplacedDraw? Replaced = null, IReadOnlyList<float>? Targets = null);
