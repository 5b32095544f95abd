using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// The attributes that survive de-identification: what pixels need to be understood, and nothing else. Everything that is not listed is removed,
/// private, unknown and new attributes included. Names, dates, free text and identifiers of the institution are not listed on purpose.
/// </summary>
internal static class AllowList
{
    public static readonly FrozenDictionary<uint, KeepRule> Rules = new Dictionary<KeepRule, DicomTag[]>
    {
        [KeepRule.Uid] =
        [
            DicomTags.SopClassUid, DicomTags.SopInstanceUid, DicomTags.StudyInstanceUid, DicomTags.SeriesInstanceUid, DicomTags.FrameOfReferenceUid,
        ],
        [KeepRule.Code] =
        [
            DicomTags.ImageType, DicomTags.Modality, DicomTags.ConversionType, DicomTags.PresentationIntentType, DicomTags.BodyPartExamined,
            DicomTags.PatientPosition, DicomTags.ViewPosition, DicomTags.PatientOrientation, DicomTags.Laterality, DicomTags.ImageLaterality,
            DicomTags.BurnedInAnnotation, DicomTags.PixelIntensityRelationship, DicomTags.RescaleType, DicomTags.VoiLutFunction,
            DicomTags.LossyImageCompression, DicomTags.LossyImageCompressionMethod, DicomTags.ModalityLutType, DicomTags.PresentationLutShape,
            DicomTags.ShutterShape, DicomTags.CollimatorShape,
        ],
        [KeepRule.Photometric] = [DicomTags.PhotometricInterpretation],
        [KeepRule.Text] = [DicomTags.Manufacturer, DicomTags.ManufacturerModelName],
        [KeepRule.Number] =
        [
            DicomTags.SliceThickness, DicomTags.SpacingBetweenSlices, DicomTags.ImagerPixelSpacing, DicomTags.NominalScannedPixelSpacing,
            DicomTags.RegionSpatialFormat, DicomTags.RegionDataType, DicomTags.RegionFlags, DicomTags.RegionLocationMinX0,
            DicomTags.RegionLocationMinY0, DicomTags.RegionLocationMaxX1, DicomTags.RegionLocationMaxY1, DicomTags.PhysicalUnitsXDirection,
            DicomTags.PhysicalUnitsYDirection, DicomTags.PhysicalDeltaX, DicomTags.PhysicalDeltaY, DicomTags.InstanceNumber,
            DicomTags.ImagePositionPatient, DicomTags.ImageOrientationPatient, DicomTags.SliceLocation,
            DicomTags.SamplesPerPixel, DicomTags.PlanarConfiguration, DicomTags.NumberOfFrames, DicomTags.Rows, DicomTags.Columns,
            DicomTags.PixelSpacing, DicomTags.PixelAspectRatio, DicomTags.BitsAllocated, DicomTags.BitsStored, DicomTags.HighBit,
            DicomTags.PixelRepresentation, DicomTags.SmallestImagePixelValue, DicomTags.LargestImagePixelValue, DicomTags.PixelPaddingValue,
            DicomTags.PixelPaddingRangeLimit, DicomTags.PixelIntensityRelationshipSign, DicomTags.WindowCenter, DicomTags.WindowWidth,
            DicomTags.RescaleIntercept, DicomTags.RescaleSlope, DicomTags.RedPaletteDescriptor, DicomTags.GreenPaletteDescriptor,
            DicomTags.BluePaletteDescriptor, DicomTags.LossyImageCompressionRatio, DicomTags.LutDescriptor,
            DicomTags.ShutterLeftVerticalEdge, DicomTags.ShutterRightVerticalEdge, DicomTags.ShutterUpperHorizontalEdge,
            DicomTags.ShutterLowerHorizontalEdge, DicomTags.ShutterCenter, DicomTags.ShutterRadius, DicomTags.ShutterVertices,
            DicomTags.CollimatorLeftVerticalEdge, DicomTags.CollimatorRightVerticalEdge, DicomTags.CollimatorUpperHorizontalEdge,
            DicomTags.CollimatorLowerHorizontalEdge, DicomTags.CollimatorCenter, DicomTags.CollimatorRadius, DicomTags.CollimatorVertices,
        ],
        [KeepRule.Table] =
        [
            DicomTags.RedPaletteData, DicomTags.GreenPaletteData, DicomTags.BluePaletteData, DicomTags.SegmentedRedPaletteData,
            DicomTags.SegmentedGreenPaletteData, DicomTags.SegmentedBluePaletteData, DicomTags.LutData,
        ],
        [KeepRule.Items] =
        [
            DicomTags.SequenceOfUltrasoundRegions, DicomTags.PlanePositionSequence, DicomTags.PlaneOrientationSequence,
            DicomTags.ModalityLutSequence, DicomTags.VoiLutSequence, DicomTags.PixelMeasuresSequence, DicomTags.FrameVoiLutSequence,
            DicomTags.PixelValueTransformationSequence, DicomTags.SharedFunctionalGroupsSequence, DicomTags.PerFrameFunctionalGroupsSequence,
        ],
        [KeepRule.Pixels] = [DicomTags.PixelData, DicomTags.FloatPixelData, DicomTags.DoubleFloatPixelData],
    }.SelectMany(rule => rule.Value.Select(tag => (tag.Number, rule.Key))).ToFrozenDictionary(pair => pair.Number, pair => pair.Key);
}
