namespace MedSsl.Dicom;

/// <summary>The tags that the platform reads or writes (PS3.6 section 6), in order.</summary>
public static class DicomTags
{
    /// <summary>Version of the file meta information.</summary>
    public static readonly DicomTag FileMetaInformationVersion = new(0x0002, 0x0001);
    /// <summary>SOP class, repeated in the file meta information.</summary>
    public static readonly DicomTag MediaStorageSopClassUid = new(0x0002, 0x0002);
    /// <summary>Instance UID, repeated in the file meta information.</summary>
    public static readonly DicomTag MediaStorageSopInstanceUid = new(0x0002, 0x0003);
    /// <summary>How the data set is encoded.</summary>
    public static readonly DicomTag TransferSyntaxUid = new(0x0002, 0x0010);
    /// <summary>The implementation that wrote the file.</summary>
    public static readonly DicomTag ImplementationClassUid = new(0x0002, 0x0012);
    /// <summary>Its version.</summary>
    public static readonly DicomTag ImplementationVersionName = new(0x0002, 0x0013);
    /// <summary>Records of a DICOMDIR.</summary>
    public static readonly DicomTag DirectoryRecordSequence = new(0x0004, 0x1220);
    /// <summary>Character set of text values.</summary>
    public static readonly DicomTag SpecificCharacterSet = new(0x0008, 0x0005);
    /// <summary>Original or derived, primary or secondary, and more.</summary>
    public static readonly DicomTag ImageType = new(0x0008, 0x0008);
    /// <summary>What kind of object it is.</summary>
    public static readonly DicomTag SopClassUid = new(0x0008, 0x0016);
    /// <summary>Unique identifier of the instance.</summary>
    public static readonly DicomTag SopInstanceUid = new(0x0008, 0x0018);
    /// <summary>Date of the study.</summary>
    public static readonly DicomTag StudyDate = new(0x0008, 0x0020);
    /// <summary>Date of the series.</summary>
    public static readonly DicomTag SeriesDate = new(0x0008, 0x0021);
    /// <summary>Date of the acquisition.</summary>
    public static readonly DicomTag AcquisitionDate = new(0x0008, 0x0022);
    /// <summary>Date of the image.</summary>
    public static readonly DicomTag ContentDate = new(0x0008, 0x0023);
    /// <summary>Time of the study.</summary>
    public static readonly DicomTag StudyTime = new(0x0008, 0x0030);
    /// <summary>Number of the order.</summary>
    public static readonly DicomTag AccessionNumber = new(0x0008, 0x0050);
    /// <summary>Kind of equipment.</summary>
    public static readonly DicomTag Modality = new(0x0008, 0x0060);
    /// <summary>How a secondary capture came about.</summary>
    public static readonly DicomTag ConversionType = new(0x0008, 0x0064);
    /// <summary>For processing or for presentation.</summary>
    public static readonly DicomTag PresentationIntentType = new(0x0008, 0x0068);
    /// <summary>Manufacturer of the equipment.</summary>
    public static readonly DicomTag Manufacturer = new(0x0008, 0x0070);
    /// <summary>Institution of the equipment.</summary>
    public static readonly DicomTag InstitutionName = new(0x0008, 0x0080);
    /// <summary>Referring physician.</summary>
    public static readonly DicomTag ReferringPhysicianName = new(0x0008, 0x0090);
    /// <summary>A code of a coding scheme.</summary>
    public static readonly DicomTag CodeValue = new(0x0008, 0x0100);
    /// <summary>The coding scheme.</summary>
    public static readonly DicomTag CodingSchemeDesignator = new(0x0008, 0x0102);
    /// <summary>What the code means.</summary>
    public static readonly DicomTag CodeMeaning = new(0x0008, 0x0104);
    /// <summary>Description of the study.</summary>
    public static readonly DicomTag StudyDescription = new(0x0008, 0x1030);
    /// <summary>Description of the series.</summary>
    public static readonly DicomTag SeriesDescription = new(0x0008, 0x103E);
    /// <summary>Model of the equipment.</summary>
    public static readonly DicomTag ManufacturerModelName = new(0x0008, 0x1090);
    /// <summary>Name of the patient.</summary>
    public static readonly DicomTag PatientName = new(0x0010, 0x0010);
    /// <summary>Identifier of the patient.</summary>
    public static readonly DicomTag PatientId = new(0x0010, 0x0020);
    /// <summary>Who issued the patient identifier.</summary>
    public static readonly DicomTag IssuerOfPatientId = new(0x0010, 0x0021);
    /// <summary>Birth date of the patient.</summary>
    public static readonly DicomTag PatientBirthDate = new(0x0010, 0x0030);
    /// <summary>Sex of the patient.</summary>
    public static readonly DicomTag PatientSex = new(0x0010, 0x0040);
    /// <summary>Other identifiers of the patient.</summary>
    public static readonly DicomTag OtherPatientIds = new(0x0010, 0x1000);
    /// <summary>Whether the identity was removed.</summary>
    public static readonly DicomTag PatientIdentityRemoved = new(0x0012, 0x0062);
    /// <summary>How the identity was removed.</summary>
    public static readonly DicomTag DeidentificationMethod = new(0x0012, 0x0063);
    /// <summary>The same as codes.</summary>
    public static readonly DicomTag DeidentificationMethodCodeSequence = new(0x0012, 0x0064);
    /// <summary>Body part.</summary>
    public static readonly DicomTag BodyPartExamined = new(0x0018, 0x0015);
    /// <summary>Slice thickness, mm.</summary>
    public static readonly DicomTag SliceThickness = new(0x0018, 0x0050);
    /// <summary>Distance of slice centres, mm.</summary>
    public static readonly DicomTag SpacingBetweenSlices = new(0x0018, 0x0088);
    /// <summary>Pixel spacing at the detector, mm.</summary>
    public static readonly DicomTag ImagerPixelSpacing = new(0x0018, 0x1164);
    /// <summary>Shape(s) of the display shutter.</summary>
    public static readonly DicomTag ShutterShape = new(0x0018, 0x1600);
    /// <summary>Left column of a rectangular display shutter.</summary>
    public static readonly DicomTag ShutterLeftVerticalEdge = new(0x0018, 0x1602);
    /// <summary>Right column of a rectangular display shutter.</summary>
    public static readonly DicomTag ShutterRightVerticalEdge = new(0x0018, 0x1604);
    /// <summary>Upper row of a rectangular display shutter.</summary>
    public static readonly DicomTag ShutterUpperHorizontalEdge = new(0x0018, 0x1606);
    /// <summary>Lower row of a rectangular display shutter.</summary>
    public static readonly DicomTag ShutterLowerHorizontalEdge = new(0x0018, 0x1608);
    /// <summary>Centre of a circular display shutter: row, column.</summary>
    public static readonly DicomTag ShutterCenter = new(0x0018, 0x1610);
    /// <summary>Radius of a circular display shutter along a row.</summary>
    public static readonly DicomTag ShutterRadius = new(0x0018, 0x1612);
    /// <summary>Corners of a polygonal display shutter: row, column of each.</summary>
    public static readonly DicomTag ShutterVertices = new(0x0018, 0x1620);
    /// <summary>Shape(s) of the collimator.</summary>
    public static readonly DicomTag CollimatorShape = new(0x0018, 0x1700);
    /// <summary>Left column of a rectangular collimator.</summary>
    public static readonly DicomTag CollimatorLeftVerticalEdge = new(0x0018, 0x1702);
    /// <summary>Right column of a rectangular collimator.</summary>
    public static readonly DicomTag CollimatorRightVerticalEdge = new(0x0018, 0x1704);
    /// <summary>Upper row of a rectangular collimator.</summary>
    public static readonly DicomTag CollimatorUpperHorizontalEdge = new(0x0018, 0x1706);
    /// <summary>Lower row of a rectangular collimator.</summary>
    public static readonly DicomTag CollimatorLowerHorizontalEdge = new(0x0018, 0x1708);
    /// <summary>Centre of a circular collimator: row, column.</summary>
    public static readonly DicomTag CollimatorCenter = new(0x0018, 0x1710);
    /// <summary>Radius of a circular collimator along a row.</summary>
    public static readonly DicomTag CollimatorRadius = new(0x0018, 0x1712);
    /// <summary>Corners of a polygonal collimator: row, column of each.</summary>
    public static readonly DicomTag CollimatorVertices = new(0x0018, 0x1720);
    /// <summary>Pixel spacing of a digitized film, mm.</summary>
    public static readonly DicomTag NominalScannedPixelSpacing = new(0x0018, 0x2010);
    /// <summary>Position of the patient relative to the equipment.</summary>
    public static readonly DicomTag PatientPosition = new(0x0018, 0x5100);
    /// <summary>Radiographic view.</summary>
    public static readonly DicomTag ViewPosition = new(0x0018, 0x5101);
    /// <summary>Calibrated regions of an ultrasound image.</summary>
    public static readonly DicomTag SequenceOfUltrasoundRegions = new(0x0018, 0x6011);
    /// <summary>2D, M-mode and so on.</summary>
    public static readonly DicomTag RegionSpatialFormat = new(0x0018, 0x6012);
    /// <summary>Tissue, colour flow and so on.</summary>
    public static readonly DicomTag RegionDataType = new(0x0018, 0x6014);
    /// <summary>How the region is scaled.</summary>
    public static readonly DicomTag RegionFlags = new(0x0018, 0x6016);
    /// <summary>Left edge of the region, pixels.</summary>
    public static readonly DicomTag RegionLocationMinX0 = new(0x0018, 0x6018);
    /// <summary>Top edge of the region, pixels.</summary>
    public static readonly DicomTag RegionLocationMinY0 = new(0x0018, 0x601A);
    /// <summary>Right edge of the region, pixels.</summary>
    public static readonly DicomTag RegionLocationMaxX1 = new(0x0018, 0x601C);
    /// <summary>Bottom edge of the region, pixels.</summary>
    public static readonly DicomTag RegionLocationMaxY1 = new(0x0018, 0x601E);
    /// <summary>Unit along the columns.</summary>
    public static readonly DicomTag PhysicalUnitsXDirection = new(0x0018, 0x6024);
    /// <summary>Unit along the rows.</summary>
    public static readonly DicomTag PhysicalUnitsYDirection = new(0x0018, 0x6026);
    /// <summary>Physical width of a pixel.</summary>
    public static readonly DicomTag PhysicalDeltaX = new(0x0018, 0x602C);
    /// <summary>Physical height of a pixel.</summary>
    public static readonly DicomTag PhysicalDeltaY = new(0x0018, 0x602E);
    /// <summary>Unique identifier of the study.</summary>
    public static readonly DicomTag StudyInstanceUid = new(0x0020, 0x000D);
    /// <summary>Unique identifier of the series.</summary>
    public static readonly DicomTag SeriesInstanceUid = new(0x0020, 0x000E);
    /// <summary>Number of the study.</summary>
    public static readonly DicomTag StudyId = new(0x0020, 0x0010);
    /// <summary>Number of the series.</summary>
    public static readonly DicomTag SeriesNumber = new(0x0020, 0x0011);
    /// <summary>Number of the acquisition within the series.</summary>
    public static readonly DicomTag AcquisitionNumber = new(0x0020, 0x0012);
    /// <summary>Number of the image.</summary>
    public static readonly DicomTag InstanceNumber = new(0x0020, 0x0013);
    /// <summary>Direction of rows and columns.</summary>
    public static readonly DicomTag PatientOrientation = new(0x0020, 0x0020);
    /// <summary>Centre of the first pixel, mm.</summary>
    public static readonly DicomTag ImagePositionPatient = new(0x0020, 0x0032);
    /// <summary>Direction cosines of rows and columns.</summary>
    public static readonly DicomTag ImageOrientationPatient = new(0x0020, 0x0037);
    /// <summary>Coordinate system of the series.</summary>
    public static readonly DicomTag FrameOfReferenceUid = new(0x0020, 0x0052);
    /// <summary>Side of the body part.</summary>
    public static readonly DicomTag Laterality = new(0x0020, 0x0060);
    /// <summary>Side of the imaged part.</summary>
    public static readonly DicomTag ImageLaterality = new(0x0020, 0x0062);
    /// <summary>Moments of which each slice has an image.</summary>
    public static readonly DicomTag NumberOfTemporalPositions = new(0x0020, 0x0105);
    /// <summary>Images that came of the acquisition.</summary>
    public static readonly DicomTag ImagesInAcquisition = new(0x0020, 0x1002);
    /// <summary>Relative position of the slice, mm.</summary>
    public static readonly DicomTag SliceLocation = new(0x0020, 0x1041);
    /// <summary>Instances of the series, by whoever keeps it.</summary>
    public static readonly DicomTag NumberOfSeriesRelatedInstances = new(0x0020, 0x1209);
    /// <summary>Position of a frame.</summary>
    public static readonly DicomTag PlanePositionSequence = new(0x0020, 0x9113);
    /// <summary>Orientation of a frame.</summary>
    public static readonly DicomTag PlaneOrientationSequence = new(0x0020, 0x9116);
    /// <summary>Colour samples of a pixel.</summary>
    public static readonly DicomTag SamplesPerPixel = new(0x0028, 0x0002);
    /// <summary>Meaning of the samples.</summary>
    public static readonly DicomTag PhotometricInterpretation = new(0x0028, 0x0004);
    /// <summary>0: colour by pixel, 1: colour by plane.</summary>
    public static readonly DicomTag PlanarConfiguration = new(0x0028, 0x0006);
    /// <summary>Frames of a multi-frame image.</summary>
    public static readonly DicomTag NumberOfFrames = new(0x0028, 0x0008);
    /// <summary>Height, pixels.</summary>
    public static readonly DicomTag Rows = new(0x0028, 0x0010);
    /// <summary>Width, pixels.</summary>
    public static readonly DicomTag Columns = new(0x0028, 0x0011);
    /// <summary>Row and column spacing, mm.</summary>
    public static readonly DicomTag PixelSpacing = new(0x0028, 0x0030);
    /// <summary>Vertical to horizontal size of a pixel.</summary>
    public static readonly DicomTag PixelAspectRatio = new(0x0028, 0x0034);
    /// <summary>Bits of a pixel cell.</summary>
    public static readonly DicomTag BitsAllocated = new(0x0028, 0x0100);
    /// <summary>Bits of it that are used.</summary>
    public static readonly DicomTag BitsStored = new(0x0028, 0x0101);
    /// <summary>The highest bit that is used.</summary>
    public static readonly DicomTag HighBit = new(0x0028, 0x0102);
    /// <summary>0: unsigned, 1: two's complement.</summary>
    public static readonly DicomTag PixelRepresentation = new(0x0028, 0x0103);
    /// <summary>Smallest stored value.</summary>
    public static readonly DicomTag SmallestImagePixelValue = new(0x0028, 0x0106);
    /// <summary>Largest stored value.</summary>
    public static readonly DicomTag LargestImagePixelValue = new(0x0028, 0x0107);
    /// <summary>Stored value outside the image.</summary>
    public static readonly DicomTag PixelPaddingValue = new(0x0028, 0x0120);
    /// <summary>Other end of the padding values.</summary>
    public static readonly DicomTag PixelPaddingRangeLimit = new(0x0028, 0x0121);
    /// <summary>Whether text is burned into the pixels.</summary>
    public static readonly DicomTag BurnedInAnnotation = new(0x0028, 0x0301);
    /// <summary>Whether dates were changed or removed.</summary>
    public static readonly DicomTag LongitudinalTemporalInformationModified = new(0x0028, 0x0303);
    /// <summary>Linear or logarithmic in X-ray intensity.</summary>
    public static readonly DicomTag PixelIntensityRelationship = new(0x0028, 0x1040);
    /// <summary>Direction of that relation.</summary>
    public static readonly DicomTag PixelIntensityRelationshipSign = new(0x0028, 0x1041);
    /// <summary>VOI window centre.</summary>
    public static readonly DicomTag WindowCenter = new(0x0028, 0x1050);
    /// <summary>VOI window width.</summary>
    public static readonly DicomTag WindowWidth = new(0x0028, 0x1051);
    /// <summary>Offset of stored values.</summary>
    public static readonly DicomTag RescaleIntercept = new(0x0028, 0x1052);
    /// <summary>Scale of stored values.</summary>
    public static readonly DicomTag RescaleSlope = new(0x0028, 0x1053);
    /// <summary>Unit of rescaled values.</summary>
    public static readonly DicomTag RescaleType = new(0x0028, 0x1054);
    /// <summary>Form of the VOI window.</summary>
    public static readonly DicomTag VoiLutFunction = new(0x0028, 0x1056);
    /// <summary>Entries, first value and bits of the red palette.</summary>
    public static readonly DicomTag RedPaletteDescriptor = new(0x0028, 0x1101);
    /// <summary>The same for green.</summary>
    public static readonly DicomTag GreenPaletteDescriptor = new(0x0028, 0x1102);
    /// <summary>The same for blue.</summary>
    public static readonly DicomTag BluePaletteDescriptor = new(0x0028, 0x1103);
    /// <summary>Red palette.</summary>
    public static readonly DicomTag RedPaletteData = new(0x0028, 0x1201);
    /// <summary>Green palette.</summary>
    public static readonly DicomTag GreenPaletteData = new(0x0028, 0x1202);
    /// <summary>Blue palette.</summary>
    public static readonly DicomTag BluePaletteData = new(0x0028, 0x1203);
    /// <summary>Red palette in segments.</summary>
    public static readonly DicomTag SegmentedRedPaletteData = new(0x0028, 0x1221);
    /// <summary>Green palette in segments.</summary>
    public static readonly DicomTag SegmentedGreenPaletteData = new(0x0028, 0x1222);
    /// <summary>Blue palette in segments.</summary>
    public static readonly DicomTag SegmentedBluePaletteData = new(0x0028, 0x1223);
    /// <summary>Whether information was lost.</summary>
    public static readonly DicomTag LossyImageCompression = new(0x0028, 0x2110);
    /// <summary>Compression ratio.</summary>
    public static readonly DicomTag LossyImageCompressionRatio = new(0x0028, 0x2112);
    /// <summary>Compression method.</summary>
    public static readonly DicomTag LossyImageCompressionMethod = new(0x0028, 0x2114);
    /// <summary>Table from stored values to the modality's unit.</summary>
    public static readonly DicomTag ModalityLutSequence = new(0x0028, 0x3000);
    /// <summary>Entries, first value and bits of a table.</summary>
    public static readonly DicomTag LutDescriptor = new(0x0028, 0x3002);
    /// <summary>Unit of the modality table.</summary>
    public static readonly DicomTag ModalityLutType = new(0x0028, 0x3004);
    /// <summary>Entries of a table.</summary>
    public static readonly DicomTag LutData = new(0x0028, 0x3006);
    /// <summary>Tables for display.</summary>
    public static readonly DicomTag VoiLutSequence = new(0x0028, 0x3010);
    /// <summary>Spacing and thickness of a frame.</summary>
    public static readonly DicomTag PixelMeasuresSequence = new(0x0028, 0x9110);
    /// <summary>Window of a frame.</summary>
    public static readonly DicomTag FrameVoiLutSequence = new(0x0028, 0x9132);
    /// <summary>Rescale of a frame.</summary>
    public static readonly DicomTag PixelValueTransformationSequence = new(0x0028, 0x9145);
    /// <summary>Heart beats of a gated nuclear series.</summary>
    public static readonly DicomTag NumberOfRRIntervals = new(0x0054, 0x0061);
    /// <summary>Parts of a heart beat in a gated nuclear series.</summary>
    public static readonly DicomTag NumberOfTimeSlots = new(0x0054, 0x0071);
    /// <summary>Slices of a nuclear series.</summary>
    public static readonly DicomTag NumberOfSlices = new(0x0054, 0x0081);
    /// <summary>Moments of a dynamic nuclear series.</summary>
    public static readonly DicomTag NumberOfTimeSlices = new(0x0054, 0x0101);
    /// <summary>Kind of a PET series: STATIC, DYNAMIC, GATED or WHOLE BODY; IMAGE or REPROJECTION.</summary>
    public static readonly DicomTag SeriesType = new(0x0054, 0x1000);
    /// <summary>Identity or inverse.</summary>
    public static readonly DicomTag PresentationLutShape = new(0x2050, 0x0020);
    /// <summary>Attributes that all frames share.</summary>
    public static readonly DicomTag SharedFunctionalGroupsSequence = new(0x5200, 0x9229);
    /// <summary>Attributes of single frames.</summary>
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = new(0x5200, 0x9230);
    /// <summary>Extended Offset Table.</summary>
    public static readonly DicomTag ExtendedOffsetTable = new(0x7FE0, 0x0001);

    /// <summary>Extended Offset Table Lengths.</summary>
    public static readonly DicomTag ExtendedOffsetTableLengths = new(0x7FE0, 0x0002);

    /// <summary>Pixels as 32-bit floating point.</summary>
    public static readonly DicomTag FloatPixelData = new(0x7FE0, 0x0008);
    /// <summary>Pixels as 64-bit floating point.</summary>
    public static readonly DicomTag DoubleFloatPixelData = new(0x7FE0, 0x0009);
    /// <summary>The pixels.</summary>
    public static readonly DicomTag PixelData = new(0x7FE0, 0x0010);
}
