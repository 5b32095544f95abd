using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Imaging.Volumes;
using MedSsl.Shards;

namespace MedSsl.Normalization.Volumes;

/// <summary>A volume with values in [0, 1] becomes a sample of its series: its planes one below the other, quantized to 16 bits.</summary>
internal static class VolumeEncoder
{
    public static EncodedSample Encode(SeriesManifest manifest, Volume volume, string? bodyPart)
    {
        var geometry = volume.Geometry;
        var height = geometry.Depth * geometry.Height;
        return new EncodedSample(
            new SampleMetadata
            {
                Key = SampleKey.OfVolume(manifest.SeriesUid),
                Modality = Modalities.Group(manifest.Modality),
                PatientId = manifest.PatientId,
                StudyUid = manifest.StudyUid,
                SeriesUid = manifest.SeriesUid,
                SopInstanceUid = manifest.SeriesUid, // of no single instance; a label of the volume can name it so
                Frame = 0,
                InstanceNumber = 0,
                Width = geometry.Width,
                Height = height,
                Depth = geometry.Depth,
                VoxelSpacing = [geometry.DepthSpacing, geometry.HeightSpacing, geometry.WidthSpacing],
                ValueScale = StoredValues.Unit.Scale,
                ValueOffset = StoredValues.Unit.Offset,
                ReferenceVersion = SampleMetadata.NotNormalized,
                Energies = [],
                BodyPart = bodyPart,
            },
            SampleCodec.Encode(StoredValues.Unit.Quantize(volume.Voxels), geometry.Width, height));
    }
}
