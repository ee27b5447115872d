import type { HeaderWords } from './roles.ts';

/**
 * Header words in English, the words of a header written together in lower case (`first_name`, `firstName` and
 * `First Name` are `firstname`). A header fits by its last words.
 */
export const ENGLISH: HeaderWords = {
  'resident-id':
    'idcard idcardno idcardnum idcardnumber idcardnr residentid residentidno residentidnumber residentidentity residentidentitycard chineseid chineseidnumber chinaid chinaidnumber citizenid citizenidnumber certno nationalidnumbercn prcid prcidnumber cnid cnidnumber identitycard identitycardno identitycardnumber',
  'identity-document':
    'certid nationalid nationalidno nationalidnumber nationalidentitynumber idnumber idno idnum identityno identitynumber identitynum identificationnumber identificationno identitydocument identitydocumentnumber iddocumentnumber iddocument iddoc documentnumber personalid personalidnumber personidnumber governmentid governmentidnumber certificateno certificatenumber certificatenum certnum certnumber certificationno credentialno credentialnumber idtypeno ssn socialsecuritynumber socialsecurityno taxid taxidentificationnumber nin nationalinsurancenumber driverlicense driverlicensenumber driverslicense driverslicensenumber drivinglicence drivinglicencenumber drivinglicense drivinglicensenumber',
  'hmt-residence': 'hmtresidencepermit residencepermit residencepermitno residencepermitnumber',
  passport:
    'passport passportno passportnum passportnumber passportnr passportid traveldocument traveldocumentnumber traveldocumentno',
  'hk-macau-permit':
    'hkmacaupermit hkmacaopermit hkpermit macaupermit eepno eephkm homereturnpermit homereturnpermitno hkmopermit',
  'taiwan-permit': 'taiwanpermit taiwanpermitno taiwantravelpermit mtpno mtp taiwancompatriotpermit',
  'foreign-permanent-resident-id':
    'permanentresidentid permanentresidentidno permanentresidentcard permanentresidentcardno foreignpermanentresidentid greencardno fprid',
  'social-security':
    'socialsecurity socialsecurityid socialsecuritycard socialsecuritycardno socialinsuranceno socialinsurancenumber socialinsuranceid medicalinsuranceno medicalinsurancenumber healthinsuranceno healthinsurancenumber insuranceidno',
  'customer-key':
    'customerid customerno customernum customernumber customerkey customercode custid custno custnum custcode custkey clientid clientno clientnumber clientcode clientkey userid userno usernum usernumber uid useruuid userguid username userlogin loginname loginid login memberid memberno membernumber membercode memberkey membershipid membershipno membershipnumber accountid accountname accountkey employeeid employeeno employeenum employeenumber employeecode empid empno empnum staffid staffno staffnumber workerid workerno personid personno personnumber personkey personnelno personnelnumber patientid patientno patientnumber patientkey mrn medicalrecordno medicalrecordnumber medicalrecordid studentid studentno studentnumber contactid leadid subscriberid subscriberno passengerid driverid riderid buyerid sellerid payerid payeeid senderid recipientid receiverid playerid profileid visitorid cookieid openid unionid advertisingid idfa oaid androidid holderid cardholderid policyholderid insuredid beneficiaryid borrowerid applicantid candidateid donorid subjectid participantid loyaltyid loyaltynumber frequentflyernumber frequentflyerno ?handle nickname screenname customeruuid hrid badgeno badgenumber badgeid',
  name: 'fullname realname truename personname customername custname clientname employeename empname staffname patientname studentname membername membersname passengername drivername contactname contactperson ownername holdername accountholder accountholdername cardholder cardholdername nameoncard beneficiaryname payername payeename sendername recipientname receivername consignee consigneename consignor consignorname addressee buyername sellername applicantname candidatename insuredname policyholder policyholdername borrowername guarantorname guardianname fathername mothername spousename childname parentname emergencycontact emergencycontactname maidenname middlename chinesename englishname namecn nameen namezh cnname enname displayname legalname billingname shippingname shiptoname billtoname firstlastname lastfirstname doctorname physician physicianname teachername agentname salesrep salesperson accountmanager managername authorname subscribername guestname tenantname landlordname donorname referrername nextofkin attn attention ?name ?customer ?client ?contact ?employee ?patient ?student ?member ?passenger ?driver ?owner ?holder ?payer ?payee ?sender ?recipient ?receiver ?buyer ?seller ?author ?manager ?person ?user ?assignee ?createdby ?updatedby ?insured ?beneficiary ?borrower ?applicant ?guest',
  'given-name': 'firstname givenname givennames forename forenames fname firstnames namefirst namegiven',
  'family-name': 'lastname familyname surname lname secondname lastnames namelast namefamily',
  telephone:
    'phone phoneno phonenum phonenumber phonenr mobile mobileno mobilenum mobilenumber mobilephone mobilephoneno mobilephonenumber cell cellno cellphone cellphoneno cellphonenumber cellnumber tel telno telnum telephone telephoneno telephonenumber telephonenum handphone handphoneno handset contactphone contactphoneno contactphonenumber contactno contactnum contactnumber contactmobile contacttel msisdn caller callee callerid callernumber calleenumber callingnumber callednumber phones mobiles tels telephones phonenumbers whatsapp whatsappnumber',
  landline:
    'landline landlineno landlinenumber fixedline fixedphone homephone homephonenumber hometel workphone workphonenumber officephone officephonenumber officetel businessphone fax faxno faxnumber',
  contact: 'contactinfo contactinformation contactdetails contactway contactmethod contactdetail',
  email:
    'email emailaddress emailaddr emailid mail mailaddress mailaddr mailbox useremail useremailaddress contactemail workemail personalemail emails emailaddresses eaddress',
  address:
    'address addr address1 address2 address3 addressline addressline1 addressline2 addressline3 addr1 addr2 streetaddress ?street street1 street2 streetname homeaddress homeaddr workaddress officeaddress mailingaddress mailaddresspostal postaladdress residentialaddress residenceaddress ?residence permanentaddress currentaddress shippingaddress shipaddress shiptoaddress deliveryaddress billingaddress billtoaddress billaddress registeredaddress contactaddress fulladdress detailaddress addressdetail addressdetails detailedaddress customeraddress useraddress placeofbirth ?birthplace ?hometown ?location addresses',
  'birth-date': 'birthdate birthday dateofbirth dob birth birthdt bday birthyear yearofbirth birthymd',
  sex: 'sex gender sexcode gendercode genderidentity',
  ethnicity: 'ethnicity ethnic ethnicgroup ethniccode ?race nationalityethnic minzu',
  religion: 'religion religiousbelief religiousbeliefs faith religiousaffiliation denomination',
  health:
    'diagnosis diagnoses diagnosiscode diagnosisname disease diseases diseasename illness ?condition medicalcondition medicalconditions medicalhistory familyhistory allergy allergies allergen symptom symptoms chiefcomplaint bloodtype bloodgroup healthstatus healthcondition healthinfo healthdata prescription prescriptions medication medications ?medicine treatmentplan surgery surgeries procedurecode pathology disability disabilities disabilitytype pregnancy pregnant bloodpressure systolic diastolic bloodglucose bloodsugar heartrate bmi bodyweight bodytemperature labresult labresults ?testresult covidresult vaccination vaccinations vaccine icd icd9 icd10 icdcode icd10code mentalhealth chronicdisease hivstatus clinicalnotes clinicalnote',
  biometric:
    '?face facefeature facefeatures facetemplate faceembedding facevector facedata faceencoding faceimage facephoto facialfeatures facialfeature fingerprint fingerprints fingerprinttemplate fingerprintdata voiceprint voiceprinttemplate voicefeature iris iristemplate iriscode palmprint palmvein fingervein dna dnasequence genome genotype genesequence gait biometric biometrics biometrictemplate biometricdata faceid facetoken',
  'bank-card':
    'bankcard bankcardno bankcardnum bankcardnumber cardno cardnum cardnumber creditcard creditcardno creditcardnum creditcardnumber debitcard debitcardno debitcardnumber paymentcard paymentcardnumber ?pan primaryaccountnumber ccnumber ccnum ccno cardpan',
  account:
    'account accountno accountnum accountnumber acct acctno acctnum acctnumber bankaccount bankaccountno bankaccountnum bankaccountnumber bankacct bankacctno iban payeraccount payeeaccount payeraccountno payeeaccountno fromaccount toaccount debitaccount creditaccount debtoraccount creditoraccount beneficiaryaccount securitiesaccount brokerageaccount fundaccount walletid walletaddress wallet accountbalance ?balance creditscore creditlimit creditrating',
  salary:
    'salary salaries basesalary basicsalary monthlysalary annualsalary grosssalary netsalary grosspay netpay pay wage wages hourlywage hourlyrate income annualincome monthlyincome householdincome grossincome netincome compensation totalcompensation bonus payroll remuneration ?earnings paygrade stipend',
  secret:
    'password passwd pwd passphrase userpassword loginpassword passwordhash ?pass secret secretkey clientsecret apikey apisecret appsecret accesskey accesskeyid accesskeysecret secretaccesskey privatekey ?token accesstoken refreshtoken authtoken sessiontoken bearertoken idtoken pin pincode cvv cvv2 cvc cvc2 securitycode otp verificationcode securityanswer ?mnemonic seedphrase ?credential ?credentials jwt sessionid',
  plate:
    'plate plateno platenum platenumber licenseplate licenseplateno licenseplatenumber licenceplate licenceplatenumber carplate carplateno carno carnumber vehicleplate vehicleplateno vehicleno registrationplate numberplate',
  vin: 'vin vinno vinnumber vincode vehicleidentificationnumber chassisno chassisnumber frameno framenumber vehiclevin',
  imei: 'imei imei1 imei2 imeino imeinumber deviceimei imeicode',
  imsi: 'imsi imsino imsinumber',
  mac: 'mac macaddress macaddr devicemac wifimac bluetoothmac bssid hwaddr hardwareaddress ethernetaddress',
  ip: 'ip ipaddress ipaddr ips clientip remoteip remoteaddr remoteaddress sourceip srcip destip dstip userip loginip registerip lastip lastloginip ipv4 ipv6 ipv4address ipv6address xforwardedfor xrealip clientipaddress hostip',
  latitude: 'lat latitude gpslat gpslatitude geolat geolatitude latdeg locationlat latitudedeg',
  longitude:
    'lng lon long longitude gpslng gpslon gpslongitude geolng geolon geolongitude londeg locationlng locationlon longitudedeg',
  point:
    'latlng latlon latlong lnglat lonlat coordinate coordinates coords coord geopoint geolocation gps gpslocation gpscoordinates ??position geocoordinates geom',
  wechat:
    'wechat wechatid wechatno wechataccount weixin weixinid weixinhao wxid wechatopenid wxopenid wechatnumber wechatname',
  alipay: 'alipay alipayid alipayaccount alipayno alipayuid alipayuserid',
  uscc: 'uscc uscicode unifiedsocialcreditcode socialcreditcode creditcode unifiedcreditcode businesslicense businesslicenseno businesslicensenumber orgcode organizationcode organisationcode companyregistrationnumber vatid vatno vatnumber companytaxid',
  thing:
    'id no num nr number code key ref reference seq sequence serial serialno serialnumber index orderid orderno ordernumber ordercode suborderid transactionid transactionno txnid txid txnno tradeno paymentid invoiceno invoiceid invoicenumber contractno contractid policyno policynumber waybill waybillno trackingno trackingnumber trackingid shipmentid parcelid batchid batchno productid productname product productcode sku skuid itemid itemname item itemcode goods goodsid goodsname model phonemodel devicemodel mobilemodel quantity qty count price unitprice amount total totalamount subtotal currency status state stage type kind category class level grade warehouse stock date time datetime timestamp ts createdat updatedat createtime updatetime orderdate ordertime hiredate startdate enddate expirydate age department dept jobtitle ?position role company companyname organization organisation organizationname organisationname firm vendor vendorname supplier suppliername brand brandname bank bankname branch branchname country countrycode province city cityname district region zip zipcode postcode postalcode url uri link website homepage filename file path hostname host domain port version label labels score rating channel source flag enabled active verified phoneverified emailverified emailcount phonetype idtype cardtype documenttype accounttype addresstype event eventname action operation method useragent device deviceid devicetype os browser language locale timezone maritalstatus education school major nationality relation relationship checksum hash md5 sha1 sha256 uuid guid traceid requestid spanid correlationid barcode isbn ean upc assetid assetno lineno linenumber pageno storename store storeid shop shopname project projectname projectid tablename columnname fieldname classname eventid rowid rownum duration size length width height weight latency',
  prose:
    'description desc remark remarks note notes comment comments message messages text content contents body subject title tag tags log logline logs memo details detail reason feedback review reviews summary transcript chat chatlog conversation ticket question answer reply query prompt response payload raw rawtext data info information extra misc other bio biography about resume cv',
};
