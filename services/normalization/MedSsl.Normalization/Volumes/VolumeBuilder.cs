using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.Imaging;
using MedSsl.Imaging.Volumes;
using MedSsl.Normalization.Series;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.Volumes;

/// <summary>
/// Series to volume (docs/volumes.md): geometry of all slices first, so that most refusals cost no decoding; then the pixels, slice by slice, straight
/// into the axial volume. Held at most: that volume (4 bytes a voxel, <see cref="Volume.MaxVoxels"/> of them), one file, one slice and the result.
/// </summary>
internal sealed class VolumeBuilder(InstanceReader reader, IOptions<NormalizationOptions> options)
{
    private const float Air = -1000; // Hounsfield units, where a tilted stack has no slice and a slice has padding

    /// <summary>Builds the volume of a series. A damaged or absent object is an <see cref="ObjectIntegrityException"/>.</summary>
    public async Task<BuiltVolume> BuildAsync(SeriesManifest manifest, CancellationToken cancellationToken)
    {
        var modality = Modalities.Group(manifest.Modality);
        var (frames, bodyPart, problem) = await ReadGeometryAsync(manifest, cancellationToken);
        var smallest = Math.Max(options.Value.VolumeMinSlices, SliceStack.FewestSlices);
        problem ??= frames.Count < smallest ? new VolumeProblem(VolumeReasons.TooFewSlices, $"A volume needs {smallest} slices or more; {frames.Count} are there.") : null;
        if (problem is not null || !SliceStack.TryPlan([.. frames.Select(frame => frame.Plane)], out var plan, out problem))
        {
            return new BuiltVolume(null, null, problem);
        }

        var native = new Volume(plan.Geometry, Outside(modality));
        problem = await PlaceAsync(frames, plan, native, modality, cancellationToken);
        return problem is null ? Finish(native, modality, bodyPart) : new BuiltVolume(null, null, problem);
    }

    private async Task<(List<VolumeFrame> Frames, string? BodyPart, VolumeProblem? Problem)> ReadGeometryAsync(SeriesManifest manifest, CancellationToken cancellationToken)
    {
        var frames = new List<VolumeFrame>();
        var localizers = 0;
        string? bodyPart = null;
        foreach (var instance in manifest.Instances)
        {
            var (dataset, source, error) = await reader.OpenAsync(instance, cancellationToken);
            if (source is null)
            {
                return (frames, null, new VolumeProblem(VolumeReasons.SliceNotDecodable, error!.Message));
            }

            if (FrameGeometry.IsLocalizer(dataset!))
            {
                localizers++;
                continue;
            }

            bodyPart ??= dataset!.GetString(DicomTags.BodyPartExamined);
            for (var frame = 0; frame < source.FrameCount; frame++)
            {
                if (!FrameGeometry.TryRead(dataset!, frame, out var plane, out var problem))
                {
                    return (frames, null, problem);
                }

                frames.Add(new VolumeFrame(instance, frame, plane));
            }
        }

        return frames.Count == 0 && localizers > 0
            ? (frames, null, new VolumeProblem(VolumeReasons.OnlyLocalizers, $"All {localizers} images are localizers."))
            : (frames, bodyPart, null);
    }

    private async Task<VolumeProblem?> PlaceAsync(List<VolumeFrame> frames, StackPlan plan, Volume native, string modality, CancellationToken cancellationToken)
    {
        // In the order in which they lie, so that sums do not depend on arrival; by instance, so that a multi-frame object is read once.
        foreach (var group in plan.Order.GroupBy(index => frames[index].Instance))
        {
            var (dataset, source, error) = await reader.OpenAsync(group.Key, cancellationToken);
            if (source is null)
            {
                return new VolumeProblem(VolumeReasons.SliceNotDecodable, error!.Message);
            }

            foreach (var index in group)
            {
                if (Decode(dataset!, source, frames[index].Frame, modality, out var slice) is { } problem)
                {
                    return problem;
                }

                plan.Place(native, index, slice!);
            }
        }

        return null;
    }

    private static VolumeProblem? Decode(DicomDataset dataset, PixelSource source, int frame, string modality, out GrayImage? slice)
    {
        slice = null;
        if (source.Samples != 1)
        {
            return new VolumeProblem(VolumeReasons.NotGrey, $"Slices must be grey; a pixel has {source.Samples} samples.");
        }

        if (FramePreparation.Values(dataset, source, frame, out var isHounsfield, out var problem) is not { } values)
        {
            var code = problem!.Code is NormalizationFailureReasons.MissingRescale or NormalizationFailureReasons.InvalidRescale ? VolumeReasons.NotHounsfield : VolumeReasons.SliceNotDecodable;
            return new VolumeProblem(code, problem.Reason);
        }

        if (modality == "CT" && !isHounsfield)
        {
            return new VolumeProblem(VolumeReasons.NotHounsfield, "Slices of CT must have a rescale to Hounsfield units; there is none.");
        }

        slice = values.Filled(Outside(modality)); // padding is where no image is
        return null;
    }

    private static float Outside(string modality) => modality == "CT" ? Air : 0;

    private BuiltVolume Finish(Volume native, string modality, string? bodyPart)
    {
        var box = VolumeBox.Whole(native.Geometry);
        if (options.Value.VolumeHeadCrop && modality == "CT" && bodyPart is ("HEAD" or "BRAIN" or "SKULL"))
        {
            if (HeadCrop.Find(native) is not { } brain)
            {
                return BuiltVolume.Refused(VolumeReasons.BrainNotFound, "In a CT of the head no connected soft tissue inside the skull has the size of a brain.");
            }

            box = brain;
        }

        var range = VolumeIntensity.Range(modality, native);
        return new BuiltVolume(
            VolumeResampling.Resample(native, box, options.Value.VolumeDepth, options.Value.VolumeHeight, options.Value.VolumeWidth, range), bodyPart, null);
    }
}
